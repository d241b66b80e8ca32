import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Objects, direct memory, compiled code and a few threads of Java; native memory tracking is the truth. */
public class Objects {
  static final Object[] keep = new Object[4000];

  static int work(int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) sum += (i * 31) ^ (sum >> 3);
    return sum;
  }

  public static void main(String[] words) throws Exception {
    for (int i = 0; i < 4; i++) {
      Thread thread = new Thread(() -> {
        try {
          Thread.sleep(100_000_000);
        } catch (InterruptedException ended) {
          return;
        }
      }, "worker " + i);
      thread.setDaemon(true);
      thread.start();
    }
    for (int i = 0; i < 4000; i++) keep[i] = new byte[16 * 1024];
    long sum = 0;
    for (int i = 0; i < 20000; i++) sum += work(1000);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 200000; i++) texts.add("x" + i);
    ByteBuffer direct = ByteBuffer.allocateDirect(20 << 20);
    for (int i = 0; i < direct.capacity(); i += 4096) direct.put(i, (byte) 1);
    System.out.println("{}");
    Thread.sleep(100_000_000);
    System.out.println(sum + texts.size());
  }
}
