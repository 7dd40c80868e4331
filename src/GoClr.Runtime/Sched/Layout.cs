// The layout that compiled code relies on, checked once at start (a handful of comparisons of constants).
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class Layout
{
    public static void Check()
    {
        G g;
        byte* at = (byte*)&g;
        bool ok = (byte*)&g.status - at == GOffset.Status && (byte*)&g.poll - at == GOffset.Poll && (byte*)&g.stackguard - at == GOffset.StackGuard && (byte*)&g.sp - at == GOffset.Sp
            && (byte*)&g.frames - at == GOffset.Frames && (byte*)&g.save - at == GOffset.Save && (byte*)&g.wb - at == GOffset.Wb && (byte*)&g.reason - at == GOffset.Reason
            && (byte*)&g.wbbuf - at == GOffset.WbBuf && (byte*)&g.wbsoft - at == GOffset.WbSoft && (byte*)&g.mc - at == GOffset.Mc && (byte*)&g.recoverTok - at == GOffset.RecoverTok
            && (byte*)g.ret - at == GOffset.Ret;
        if (!ok) Fatal.Throw("layout of G does not match the ABI, sizeof(G) = " + sizeof(G));
    }
}
