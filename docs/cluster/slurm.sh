#!/bin/bash
#SBATCH --job-name=escsim
#SBATCH --array=1-40
#SBATCH --cpus-per-task=4
#SBATCH --mem=3G
#SBATCH --time=04:00:00
#SBATCH --requeue

# A study as a job array, a shard a task, and a job that merges the shards when all tasks have ended.
#
#   bash slurm.sh STUDY [KEY=VALUE ...]             on the login node, in the folder that has configs/ and gets runs/
#   SHARDS=100 bash slurm.sh STUDY                  another number of shards than 40
#   SHARDS=40 sbatch --array=7,9 slurm.sh STUDY     shards 7 and 9 of 40 once more; they continue where they stopped
set -euo pipefail
: "${1:?which study? bash slurm.sh STUDY [KEY=VALUE ...]}"

if [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then # a task of the array: one shard
  shard=$SLURM_ARRAY_TASK_ID/${SHARDS:-$SLURM_ARRAY_TASK_COUNT}
  exec escsim sweep "study=$1" "${@:2}" "shard=$shard" "workers=${SLURM_CPUS_PER_TASK:-1}"
fi

export SHARDS=${SHARDS:-40}
name=$1
for word in "$@"; do
  case $word in name=*) name=${word#name=} ;; esac
done
folders=${ESCSIM_RUNS:-runs}/$name-shard-

# A task whose study has failed runs ends with an error; its shard is done all the same. So the merge waits for the end
# of all tasks, however they ended, and says itself which shards are missing or not finished.
array=$(sbatch --parsable --array="1-$SHARDS" "$0" "$@")
sbatch --dependency="afterany:${array%%;*}" --job-name=escsim-merge --wrap="escsim merge $(printf %q "$folders")*"
