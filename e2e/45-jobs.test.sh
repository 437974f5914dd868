# Jobs, on Pods that really run.

job() { # NAME FIELDS COMMAND : a Job with more fields, four spaces deep, that runs a shell command
  kn create -f - <<END
apiVersion: batch/v1
kind: Job
metadata: {name: $1}
spec:
$2
  template:
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 0
      containers:
      - {name: main, image: registry.skiff.local/busybox:1, command: [sh, -c, '$3']}
END
}

job_status() { kn get job "$1" -o "jsonpath={.status.$2}"; }

none_runs() { [ -z "$(kn get pods -l "$1" --field-selector=status.phase=Running -o name)" ]; }

test_45_indexed_job_runs_each_index_once_and_goes_after_its_time() {
  job each '  completions: 3
  parallelism: 2
  completionMode: Indexed
  ttlSecondsAfterFinished: 15' 'echo $JOB_COMPLETION_INDEX on $(hostname)'
  kn wait --for=condition=Complete job/each --timeout=60s
  expect "0-2" job_status each completedIndexes
  expect "2 on each-2" kn logs -l batch.kubernetes.io/job-completion-index=2
  kn wait --for=delete job/each --timeout=60s
  eventually 30 no_pods job-name=each
}

test_46_index_fails_by_itself_and_the_job_at_the_end() {
  job some '  completions: 2
  parallelism: 2
  completionMode: Indexed
  backoffLimitPerIndex: 0' 'exit $JOB_COMPLETION_INDEX'
  kn wait --for=condition=Failed job/some --timeout=60s
  expect "0" job_status some completedIndexes
  expect "1" job_status some failedIndexes
  expect "FailedIndexes" job_status some 'conditions[?(@.type=="Failed")].reason'
  kn delete job some
}

test_47_exit_code_fails_the_job_at_once_and_its_other_pods_go() {
  job early '  completions: 4
  parallelism: 2
  completionMode: Indexed
  podFailurePolicy:
    rules: [{action: FailJob, onExitCodes: {operator: In, values: [42]}}]' '[ $JOB_COMPLETION_INDEX = 0 ] && exit 42; sleep 1000'
  kn wait --for=condition=Failed job/early --timeout=60s
  expect "failed with exit code 42 matching FailJob rule at index 0" job_status early 'conditions[?(@.type=="Failed")].message'
  eventually 30 none_runs job-name=early
  kn delete job early
}

test_48_suspended_job_keeps_no_pods_and_goes_on() {
  job pause '  completions: 1' 'sleep 1000'
  eventually 30 expect 1 job_status pause ready
  kn patch job pause -p '{"spec":{"suspend":true}}'
  eventually 30 no_pods job-name=pause
  eventually 10 expect "True" job_status pause 'conditions[?(@.type=="Suspended")].status'
  kn patch job pause -p '{"spec":{"suspend":false}}'
  eventually 30 expect 1 job_status pause ready
  [ -z "$(job_status pause failed)" ] || die "a pause counts as $(job_status pause failed) failures"
  kn delete job pause --timeout=30s
}
