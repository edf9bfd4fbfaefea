#!/usr/bin/env bash
# services.sh COMMAND...: runs the command with a PostgreSQL, a Redis and an Elasticsearch of its own,
# started on free ports of the loopback in a temporary folder and stopped afterwards. Addresses go to
# the command in DATABASE_URL, CELERY_BROKER_URL and SEARCH_TEST_URL.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/install.sh"
need initdb postgresql
need redis-server redis-server

folder=$(mktemp -d)
chmod 755 "$folder"
as_postgres=()
if [ "$(id -u)" -eq 0 ]; then # PostgreSQL refuses to run as root
    as_postgres=(runuser -u postgres --)
    chown postgres "$folder"
fi
bin=$(compgen -G "/usr/lib/postgresql/*/bin" | sort -V | tail -1 || dirname "$(command -v initdb)")
redis=
stop() {
    "${as_postgres[@]}" "$bin/pg_ctl" -D "$folder/pg" -m immediate stop >/dev/null 2>&1 || true
    [ -z "$redis" ] || kill "$redis" 2>/dev/null || true
    rm -rf "$folder"
}
trap stop EXIT

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
pg_port=$(free_port)
redis_port=$(free_port)
cd /
"${as_postgres[@]}" "$bin/initdb" -D "$folder/pg" -U embassy --auth=trust -E UTF8 --locale=C >/dev/null
"${as_postgres[@]}" "$bin/pg_ctl" -D "$folder/pg" -w -l "$folder/pg.log" \
    -o "-c listen_addresses=127.0.0.1 -p $pg_port -k $folder -c fsync=off -c max_connections=600 \
        -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 \
        -c jit=off -c shared_buffers=256MB" \
    start >/dev/null || { cat "$folder/pg.log" >&2; exit 1; }
"$bin/createdb" -h 127.0.0.1 -p "$pg_port" -U embassy embassy
redis-server --bind 127.0.0.1 --port "$redis_port" --save "" --dir "$folder" >"$folder/redis.log" &
redis=$!
for _ in $(seq 50); do
    redis-cli -p "$redis_port" ping >/dev/null 2>&1 && break
    sleep 0.1
done
redis-cli -p "$redis_port" ping >/dev/null || { cat "$folder/redis.log" >&2; exit 1; }
cd "$OLDPWD"

export DATABASE_URL="postgres://embassy@127.0.0.1:$pg_port/embassy"
export CELERY_BROKER_URL="redis://127.0.0.1:$redis_port/0"
echo "PostgreSQL $("$bin/postgres" --version | grep -o '[0-9.]*' | head -1) and Redis are up"
bash "$here/elasticsearch.sh" "$@"
