module skiff.dev/bench/api

go 1.25
