package ai.cequence.cloudfront.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory that a process holds, as Linux counts it. */
final class ResidentMemory {
  private ResidentMemory() {}

  /** The most since its start, in kB; 0 where the system does not tell. */
  static long peakKilobytes(long pid) {
    return peak(Path.of("/proc/" + pid + "/status"));
  }

  /** The same of this process, since its start or {@link #forgetPeak}. */
  static long ownPeakKilobytes() {
    return peak(Path.of("/proc/self/status"));
  }

  /** From now on, the peak of this process is what comes. */
  static void forgetPeak() {
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    } catch (IOException e) {
      // Not Linux, or not allowed: the peak is then that since the start.
    }
  }

  private static long peak(Path status) {
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      // It has ended meanwhile, or this is not Linux.
    }
    return 0;
  }
}
