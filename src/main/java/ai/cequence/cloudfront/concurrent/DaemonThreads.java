package ai.cequence.cloudfront.concurrent;

import java.util.concurrent.ThreadFactory;

/**
 * Makes threads that keep no process from ending, all under one name, by which thread dumps and
 * profiles tell whose they are.
 */
public final class DaemonThreads implements ThreadFactory {
  private final String name;

  public DaemonThreads(String name) {
    this.name = name;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
