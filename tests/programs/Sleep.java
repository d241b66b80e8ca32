/** A Java program that does next to nothing, for the rules about the JVM's memory. */
public class Sleep {
  public static void main(String[] arguments) throws InterruptedException {
    long sum = 0;
    // Long enough for the compiler to translate it: the code cache is then in use.
    for (int i = 0; i < 20_000_000; i++) sum += i % 7;
    System.out.println("{\"sum\":{\"skipped\":\"" + sum + "\"}}");
    Thread.sleep(Long.MAX_VALUE);
  }
}
