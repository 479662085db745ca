#!/usr/bin/env bash
# Shared by the scripts; to be sourced. Needs `root` to be the project's folder.
# shellcheck disable=SC2154 # root is the script's

# Says what is missing and ends with status 1.
die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Says what is wrong with the arguments or settings and ends with status 2. What an argument holds must not reach the terminal
# as it is.
refuse() {
  printf '%s\n' "${*//[[:cntrl:]]/?}" >&2
  exit 2
}

# Ends unless Java 17 and Maven are there.
require_tools() {
  command -v java >/dev/null || die "Expected Java 17 on the PATH, found no java. Install a JDK 17."
  command -v mvn >/dev/null || die "Expected Maven 3.8.7 or newer on the PATH, found no mvn."
  local version
  version=$(java -version 2>&1 | sed -n 's/^[^"]*version "\([0-9]*\).*/\1/p')
  [[ $version == 17 ]] || die "Expected Java 17, found Java ${version:-of unknown version}. Set JAVA_HOME and PATH to a JDK 17."
}

# Path of the deployed jar, the newest where there are several; ends with 1 where it is not built.
deployed_jar() {
  local jar newest=
  for jar in "$root"/target/cloudfront-bridge-*-deploy.jar; do
    if [[ -f $jar && (-z $newest || $jar -nt $newest) ]]; then
      newest=$jar
    fi
  done
  [[ -n $newest ]] && printf '%s' "$newest"
}

# Builds unless what is built is newer than every source; `further_sources` names a folder with more of them.
build_if_needed() {
  local built="$root/target/built-for-scripts" newer
  if [[ -f $built && -f $(deployed_jar) ]]; then
    newer=$(find "$root/pom.xml" "$root/src/main" "$root/src/local" "$root/src/benchmark" ${further_sources:+"$further_sources"} -newer "$built" -type f -print -quit)
    [[ -z $newer ]] && return
  fi
  require_tools
  local log="$root/target/build.log"
  if ! mkdir -p "$root/target" 2>/dev/null || [[ ! -w $root/target ]]; then
    die "Expected to be able to write to $root/target, which holds what is built, found no permission."
  fi
  echo "Building (the first time fetches Flink, a few minutes) …" >&2
  if ! (cd "$root" && mvn -B --no-transfer-progress -DskipTests -Dspotless.check.skip=true package >"$log" 2>&1); then
    grep -E 'ERROR|BUILD' "$log" | head -20 >&2
    die "The build failed; all of it is in $log"
  fi
  touch "$built"
}

# Runs a main class on the deployed jar, with Flink and the local classes beside it. The first argument is the class.
run_java() {
  local main=$1 jar options
  shift
  jar=$(deployed_jar)
  export FLINK_PLUGINS_DIR="$root/target/plugins"
  options=$(java_options)
  mapfile -t options <<<"$options"
  exec java "${options[@]}" \
    -cp "$jar:$root/target/test-classes:$(cat "$root/target/test-classpath.txt")" \
    "$main" "$@"
}

# One a line: the folder's name may hold blanks.
java_options() {
  local package heap=${CLOUDFRONT_BRIDGE_HEAP:-2g}
  [[ $heap =~ ^[1-9][0-9]{0,5}[kKmMgG]$ ]] ||
    refuse "CLOUDFRONT_BRIDGE_HEAP: expected a size such as 2g or 512m, found $heap."
  for package in java.util java.lang java.nio java.time java.net; do
    printf -- '--add-opens=java.base/%s=ALL-UNNAMED\n' "$package"
  done
  # The S3 plug-in holds an old SDK that would otherwise print a page about its age.
  printf -- '-Daws.java.v1.disableDeprecationAnnouncement=true\n'
  printf -- '-Xmx%s\n' "$heap"
  printf -- '-Dlog4j2.configurationFile=%s\n' "$root/target/test-classes/log4j2-local.properties"
  printf -- '-Dcloudfront.bridge.log=%s\n' "$root/target/run-local.log"
}
