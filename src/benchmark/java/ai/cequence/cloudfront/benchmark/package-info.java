/**
 * Benchmarks: JMH for what is small, whole runs for what is not. Started by {@code
 * scripts/benchmark.sh}, never part of a build's verdict.
 */
package ai.cequence.cloudfront.benchmark;
