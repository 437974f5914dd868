# ./skiff logs [NAME] [-f]

command_logs() {
  local name=control-plane follow=() file
  while [ $# -gt 0 ]; do
    case $1 in
      -f) follow=(-f); shift ;;
      --data) set_data "${2:-}"; shift 2 ;;
      -*) fail "unknown option '$1': see ./skiff help" ;;
      *) name=$1; shift ;;
    esac
  done
  case $name in
    *-containerd) file=$DATA/${name%-containerd}/kubelet/containerd/containerd.log ;;
    *) file=$DATA/logs/$name.log ;;
  esac
  [ -f "$file" ] || fail "there is no log of '$name'; there are: $(cd "$DATA/logs" 2> /dev/null && ls | sed 's/\.log$//' | tr '\n' ' ')"
  exec tail -n "${SKIFF_LOG_LINES:-+1}" ${follow[@]+"${follow[@]}"} "$file"
}
