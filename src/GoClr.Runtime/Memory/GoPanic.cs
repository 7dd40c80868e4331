// Panics that a C# native starts: note the well-known Go function and its arguments on g, set the status, return. The scheduler makes the
// call once the frames of the callers are saved.
using System.Text;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class GoPanic
{
    private static void Note(G* g, WellKnownFunc f, int n, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0)
    {
        g->callFunc = (int)f;
        g->callN = n;
        g->callArgs[0] = a; g->callArgs[1] = b; g->callArgs[2] = c; g->callArgs[3] = d; g->callArgs[4] = e;
        g->reason = (int)LeaveReason.GoCall;
        g->status = 1;
    }

    /// <summary>A run-time error: its text is shown behind "runtime error: ".</summary>
    public static void Error(G* g, string text) => Text(g, 0, text);

    /// <summary>A run-time error whose text stands alone.</summary>
    public static void Plain(G* g, string text) => Text(g, 1, text);

    private static void Text(G* g, int kind, string text)
    {
        int n = Encoding.UTF8.GetByteCount(text);
        byte* p = Malloc.Noscan(g, (ulong)n);
        fixed (char* c = text) Encoding.UTF8.GetBytes(c, text.Length, p, n);
        Note(g, WellKnownFunc.GoPanicString, 3, kind, (long)p, n);
    }

    public static void MakeSliceLen(G* g) => Note(g, WellKnownFunc.GoPanicMakeSliceLen, 0);
    public static void MakeSliceCap(G* g) => Note(g, WellKnownFunc.GoPanicMakeSliceCap, 0);
    public static void Nil(G* g) => Note(g, WellKnownFunc.GoPanicNil, 0);
    public static void Divide(G* g) => Note(g, WellKnownFunc.GoPanicDivide, 0);

    /// <summary>*runtime.TypeAssertionError. Any of the types may be null; missing: a method's name.</summary>
    public static void TypeAssert(G* g, GoType* iface, GoType* concrete, GoType* asserted, GoString missing) =>
        Note(g, WellKnownFunc.GoPanicTypeAssert, 5, (long)iface, (long)concrete, (long)asserted, (long)missing.Ptr, missing.Len);
}
