# Sourced by the scripts beside it.
# need PROGRAM PACKAGE...: Debian's packages when the program is missing; in CI only, as root.
need() {
    program=$1
    shift
    command -v "$program" >/dev/null 2>&1 && return 0
    compgen -G "/usr/lib/postgresql/*/bin/$program" >/dev/null && return 0
    if [ -z "${CI:-}" ] || [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "$program is missing. Install it first; Debian has it in: $*" >&2
        exit 1
    fi
    echo "Installing $*"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
