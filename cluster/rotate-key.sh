# ./skiff rotate-key : a new key for what is encrypted at rest

command_rotate-key() {
  take_data_option "$@"
  local file=$DATA/pki/encryption.yaml name secret draft
  [ -f "$file" ] || fail "no encryption keys in $DATA: start a cluster with ./skiff up"
  name=key-$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')
  secret=$(head -c 32 /dev/urandom | base64)
  draft=$(mktemp "$file.XXXXXX")    # mode 0600
  awk -v name="$name" -v secret="$secret" '
    { print }
    /^ *keys:/ && !done { match($0, /^ */); pad = substr($0, 1, RLENGTH)
      print pad "- name: " name; print pad "  secret: " secret; done = 1 }' "$file" > "$draft"
  mv "$draft" "$file"
  echo "$name is the first key in $file. Start again (./skiff down, ./skiff up):"
  echo "all Secrets are then written under it, and the log says when older keys may be removed."
}
