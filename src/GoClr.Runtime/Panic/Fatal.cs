// The end: throw (a bug of ours or a broken rule of the scheduler) and fatal (the program broke a rule that cannot be recovered).
// Text goes straight to file descriptor 2.
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace GoClr.Runtime;

public static unsafe class Fatal
{
    /// <summary>A bug of the runtime.</summary>
    [DoesNotReturn]
    public static void Throw(string what)
    {
        Print("fatal error: ");
        Print(what);
        Print("\n");
        Print("[goclr runtime]\n" + System.Environment.StackTrace + "\n");
        Linux.Exit(2);
    }

    public static void Print(string s)
    {
        byte[] b = Encoding.UTF8.GetBytes(s);
        fixed (byte* p = b) Linux.WriteAll(2, p, b.Length);
    }
}
