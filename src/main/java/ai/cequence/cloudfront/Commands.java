package ai.cequence.cloudfront;

import ai.cequence.cloudfront.config.ConfigurationException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * How every command of this project treats its arguments and its failures: one message on standard
 * error, with status 2 for the first and 1 for the second. A failure's stack goes to the log.
 */
public final class Commands {
  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
  private static final int FAILED = 1;
  private static final int WRONG_ARGUMENTS = 2;

  private Commands() {}

  /** The status with which a command ends that is given these arguments. */
  public static int run(Callable<Integer> command, String... arguments) {
    return of(command).execute(arguments);
  }

  /** The command line of a command. */
  public static CommandLine of(Callable<Integer> command) {
    CommandLine line = new CommandLine(command);
    line.getCommandSpec().version("cloudfront-bridge " + Version.current());
    return line
        // An argument is a value, never the name of a file with more of them.
        .setExpandAtFiles(false)
        .registerConverter(Path.class, Commands::path)
        .registerConverter(double.class, Commands::number)
        .setParameterExceptionHandler(Commands::refuse)
        .setExecutionExceptionHandler(Commands::fail);
  }

  private static int refuse(ParameterException refused, String[] arguments) {
    ArgSpec argument = refused.getArgSpec();
    String found = refused.getValue();
    String message =
        argument == null || found == null
            ? Failures.reason(refused)
            : "%s: expected %s, found '%s'".formatted(name(argument), expected(argument), found);
    refused
        .getCommandLine()
        .getErr()
        .println(oneLine(message) + (message.endsWith(".") ? "" : ".") + " See --help.");
    return WRONG_ARGUMENTS;
  }

  private static Path path(String text) {
    if (text.isBlank()) {
      throw new CommandLine.TypeConversionException("no name");
    }
    return Path.of(text);
  }

  private static Double number(String text) {
    double number = Double.parseDouble(text);
    if (!Double.isFinite(number)) {
      throw new CommandLine.TypeConversionException("no number to reckon with");
    }
    return number;
  }

  private static String name(ArgSpec argument) {
    return argument instanceof CommandLine.Model.OptionSpec option
        ? option.longestName()
        : argument.paramLabel();
  }

  private static String expected(ArgSpec argument) {
    Class<?> type = argument.isMultiValue() ? argument.auxiliaryTypes()[0] : argument.type();
    if (argument.typeInfo().isMap()) {
      return argument.paramLabel();
    }
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
    }
    if (type == Path.class) {
      return "a file or folder";
    }
    if (type == Instant.class) {
      return "a time such as 2026-01-31T10:00:00Z";
    }
    if (type == int.class || type == long.class || Number.class.isAssignableFrom(type)) {
      return "a whole number";
    }
    return type == double.class ? "a number" : argument.paramLabel();
  }

  private static int fail(Exception failure, CommandLine command, @Nullable ParseResult parsed) {
    if (failure instanceof WrongArgumentException) {
      command.getErr().println(oneLine(Failures.reason(failure)) + ". See --help.");
      return WRONG_ARGUMENTS;
    }
    if (failure instanceof ConfigurationException) {
      command.getErr().println(printable(Failures.reason(failure)));
      return WRONG_ARGUMENTS;
    }
    LOG.error(
        "{} failed: {}", command.getCommandName(), printable(Failures.reason(failure)), failure);
    return FAILED;
  }

  private static String oneLine(String text) {
    return printable(text).replace('\n', '?');
  }

  /** What a stranger's argument holds must not reach the terminal as it is. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\n]]", "?");
  }
}
