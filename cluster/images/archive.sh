# Sourced. Makes an image archive without a registry or an image builder: a tar file of a configuration, a manifest and one
# layer. Needs OUT (where archives go) and WORK (a scratch folder).

# archive NAME:TAG ROOT ENTRYPOINT-JSON : packs the folder ROOT
archive() {
  local name=$1 root=$2 entrypoint=$3 dir=$WORK/archive layer
  rm -rf "$dir" && mkdir "$dir"
  tar -C "$root" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$dir/layer.tar" .
  layer=$(sha256sum "$dir/layer.tar" | cut -d' ' -f1)
  cat > "$dir/config.json" <<END
{"architecture":"amd64","os":"linux","created":"1970-01-01T00:00:00Z",
 "config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],$entrypoint},
 "rootfs":{"type":"layers","diff_ids":["sha256:$layer"]}}
END
  echo "[{\"Config\":\"config.json\",\"RepoTags\":[\"$name\"],\"Layers\":[\"layer.tar\"]}]" > "$dir/manifest.json"
  local file=${name##*/}
  tar -C "$dir" --sort=name --mtime=@0 --owner=0 --group=0 -cf "$OUT/${file/:/-}.tar" manifest.json config.json layer.tar
  echo "$name"
}
