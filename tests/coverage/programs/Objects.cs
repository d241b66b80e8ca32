using System;
using System.Collections.Generic;
using System.Threading;

/// Objects of .NET's languages, small and large, and a few threads.
public static class Objects {
  public static void Main() {
    var texts = new List<string>();
    for (int i = 0; i < 200000; i++) texts.Add("x" + i);
    var blocks = new List<byte[]>();
    for (int i = 0; i < 200; i++) { var block = new byte[100000]; for (int j = 0; j < block.Length; j += 4096) block[j] = 1; blocks.Add(block); }
    for (int i = 0; i < 3; i++) { var thread = new Thread(() => Thread.Sleep(Timeout.Infinite)); thread.IsBackground = true; thread.Start(); }
    Console.WriteLine("{}");
    Console.Out.Flush();
    Thread.Sleep(Timeout.Infinite);
    Console.WriteLine(texts.Count + blocks.Count);
  }
}
