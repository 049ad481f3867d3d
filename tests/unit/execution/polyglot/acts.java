import java.io.*;
import java.net.*;
import java.util.*;

class Helper {
    interface Act { void run() throws Exception; }

    static String tried(Act act) {
        try {
            act.run();
            return "open";
        } catch (Exception error) {
            return "closed";
        }
    }
}

public class Polyglot {
    static int depth(int n) { return n == 0 ? 0 : depth(n - 1) + 1; }

    public static void main(String[] arguments) throws Exception {
        StreamTokenizer in = new StreamTokenizer(new BufferedInputStream(System.in));
        in.nextToken();
        switch (in.sval) {
            case "sum": {
                in.nextToken();
                long total = 0;
                for (int n = (int) in.nval; n > 0; n--) {
                    in.nextToken();
                    total += (long) in.nval;
                }
                System.out.println(total);
                break;
            }
            case "real": System.out.printf(Locale.ROOT, "%.6f%n", 1.0 / 3); break;
            case "exit": System.exit(3); break;
            case "crash": System.out.println((new int[0])[arguments.length]); // crashes here
            case "loop": for (long n = 0; ; n++) { if (n < 0) System.out.println(n); }
            case "memory": {
                List<byte[]> kept = new ArrayList<>();
                while (true) kept.add(new byte[1 << 20]);
            }
            case "flood": while (true) System.out.println("all work and no play");
            case "depth": System.out.println(depth(100000)); break;
            case "thread": {
                Thread thread = new Thread(() -> {});
                thread.start();
                thread.join();
                System.out.println("joined");
                break;
            }
            case "read": System.out.println(Helper.tried(() -> new FileReader("/etc/passwd").read())); break;
            case "write": System.out.println(Helper.tried(() -> new FileWriter("/usr/lib/mine").close())); break;
            case "net": System.out.println(Helper.tried(() -> new ServerSocket(0).close())); break;
            case "spawn": System.out.println(Helper.tried(() -> new ProcessBuilder("/bin/true").start().waitFor())); break;
        }
    }
}
