/** 1 GiB of arrays of Java, touched. */
public class Objects {
  public static void main(String[] words) throws Exception {
    byte[][] keep = new byte[16_000][];
    for (int i = 0; i < keep.length; i++) keep[i] = new byte[64 << 10];
    System.out.println("{}");
    Thread.sleep(100_000_000);
    System.out.println(keep.length);
  }
}
