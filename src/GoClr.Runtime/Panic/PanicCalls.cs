// Panics of compiled code: one method per kind of check and IL result type, called in tail position after the frame has been saved.
// They only note what happened; the scheduler then calls the well-known Go function that builds the value and panics with it.
// The result type is the caller's, so that the call can be a jump; the value returned means nothing (status is set).
using System.Runtime.CompilerServices;
using GoClr.Abi;

namespace GoClr.Runtime;

public static unsafe class PanicCalls
{
    /// <summary>Notes a panic of the given kind on g. The arguments are the index and length, or the bounds, of the check that failed.</summary>
    private static void Note(G* g, PanicKind kind, long a, long b)
    {
        switch (kind)
        {
            case PanicKind.Nil: g->callFunc = (int)WellKnownFunc.GoPanicNil; g->callN = 0; break;
            case PanicKind.Divide: g->callFunc = (int)WellKnownFunc.GoPanicDivide; g->callN = 0; break;
            case PanicKind.Shift: g->callFunc = (int)WellKnownFunc.GoPanicShift; g->callN = 0; break;
            case PanicKind.MakeSliceLen: g->callFunc = (int)WellKnownFunc.GoPanicMakeSliceLen; g->callN = 0; break;
            case PanicKind.MakeSliceCap: g->callFunc = (int)WellKnownFunc.GoPanicMakeSliceCap; g->callN = 0; break;
            case PanicKind.SliceConvert:
                g->callFunc = (int)WellKnownFunc.GoPanicSliceConvert; g->callN = 2; g->callArgs[0] = a; g->callArgs[1] = b; break;
            case PanicKind.Unreachable: g->callFunc = -1; break;
            default:
                int k = kind - PanicKind.Index;                     // pairs: signed, unsigned
                g->callFunc = (int)WellKnownFunc.GoPanicBounds; g->callN = 4;
                g->callArgs[0] = (int)PanicKind.Index + (k & ~1); g->callArgs[1] = a; g->callArgs[2] = ~k & 1; g->callArgs[3] = b; break;
        }
        g->reason = (int)LeaveReason.GoCall;
        g->status = 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void Nil_V(G* g) { Note(g, PanicKind.Nil, 0, 0); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Nil_I(G* g) { Note(g, PanicKind.Nil, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long Nil_L(G* g) { Note(g, PanicKind.Nil, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float Nil_F(G* g) { Note(g, PanicKind.Nil, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double Nil_D(G* g) { Note(g, PanicKind.Nil, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 Nil_W(G* g) { Note(g, PanicKind.Nil, 0, 0); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void Divide_V(G* g) { Note(g, PanicKind.Divide, 0, 0); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Divide_I(G* g) { Note(g, PanicKind.Divide, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long Divide_L(G* g) { Note(g, PanicKind.Divide, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float Divide_F(G* g) { Note(g, PanicKind.Divide, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double Divide_D(G* g) { Note(g, PanicKind.Divide, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 Divide_W(G* g) { Note(g, PanicKind.Divide, 0, 0); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void Shift_V(G* g) { Note(g, PanicKind.Shift, 0, 0); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Shift_I(G* g) { Note(g, PanicKind.Shift, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long Shift_L(G* g) { Note(g, PanicKind.Shift, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float Shift_F(G* g) { Note(g, PanicKind.Shift, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double Shift_D(G* g) { Note(g, PanicKind.Shift, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 Shift_W(G* g) { Note(g, PanicKind.Shift, 0, 0); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void MakeSliceLen_V(G* g) { Note(g, PanicKind.MakeSliceLen, 0, 0); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int MakeSliceLen_I(G* g) { Note(g, PanicKind.MakeSliceLen, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long MakeSliceLen_L(G* g) { Note(g, PanicKind.MakeSliceLen, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float MakeSliceLen_F(G* g) { Note(g, PanicKind.MakeSliceLen, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double MakeSliceLen_D(G* g) { Note(g, PanicKind.MakeSliceLen, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 MakeSliceLen_W(G* g) { Note(g, PanicKind.MakeSliceLen, 0, 0); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void MakeSliceCap_V(G* g) { Note(g, PanicKind.MakeSliceCap, 0, 0); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int MakeSliceCap_I(G* g) { Note(g, PanicKind.MakeSliceCap, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long MakeSliceCap_L(G* g) { Note(g, PanicKind.MakeSliceCap, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float MakeSliceCap_F(G* g) { Note(g, PanicKind.MakeSliceCap, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double MakeSliceCap_D(G* g) { Note(g, PanicKind.MakeSliceCap, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 MakeSliceCap_W(G* g) { Note(g, PanicKind.MakeSliceCap, 0, 0); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void Unreachable_V(G* g) { Note(g, PanicKind.Unreachable, 0, 0); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Unreachable_I(G* g) { Note(g, PanicKind.Unreachable, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long Unreachable_L(G* g) { Note(g, PanicKind.Unreachable, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float Unreachable_F(G* g) { Note(g, PanicKind.Unreachable, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double Unreachable_D(G* g) { Note(g, PanicKind.Unreachable, 0, 0); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 Unreachable_W(G* g) { Note(g, PanicKind.Unreachable, 0, 0); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void Index_V(G* g, long a, long b) { Note(g, PanicKind.Index, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Index_I(G* g, long a, long b) { Note(g, PanicKind.Index, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long Index_L(G* g, long a, long b) { Note(g, PanicKind.Index, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float Index_F(G* g, long a, long b) { Note(g, PanicKind.Index, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double Index_D(G* g, long a, long b) { Note(g, PanicKind.Index, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 Index_W(G* g, long a, long b) { Note(g, PanicKind.Index, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void IndexU_V(G* g, long a, long b) { Note(g, PanicKind.IndexU, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int IndexU_I(G* g, long a, long b) { Note(g, PanicKind.IndexU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long IndexU_L(G* g, long a, long b) { Note(g, PanicKind.IndexU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float IndexU_F(G* g, long a, long b) { Note(g, PanicKind.IndexU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double IndexU_D(G* g, long a, long b) { Note(g, PanicKind.IndexU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 IndexU_W(G* g, long a, long b) { Note(g, PanicKind.IndexU, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void SliceAlen_V(G* g, long a, long b) { Note(g, PanicKind.SliceAlen, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int SliceAlen_I(G* g, long a, long b) { Note(g, PanicKind.SliceAlen, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long SliceAlen_L(G* g, long a, long b) { Note(g, PanicKind.SliceAlen, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float SliceAlen_F(G* g, long a, long b) { Note(g, PanicKind.SliceAlen, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double SliceAlen_D(G* g, long a, long b) { Note(g, PanicKind.SliceAlen, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 SliceAlen_W(G* g, long a, long b) { Note(g, PanicKind.SliceAlen, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void SliceAlenU_V(G* g, long a, long b) { Note(g, PanicKind.SliceAlenU, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int SliceAlenU_I(G* g, long a, long b) { Note(g, PanicKind.SliceAlenU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long SliceAlenU_L(G* g, long a, long b) { Note(g, PanicKind.SliceAlenU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float SliceAlenU_F(G* g, long a, long b) { Note(g, PanicKind.SliceAlenU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double SliceAlenU_D(G* g, long a, long b) { Note(g, PanicKind.SliceAlenU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 SliceAlenU_W(G* g, long a, long b) { Note(g, PanicKind.SliceAlenU, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void SliceAcap_V(G* g, long a, long b) { Note(g, PanicKind.SliceAcap, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int SliceAcap_I(G* g, long a, long b) { Note(g, PanicKind.SliceAcap, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long SliceAcap_L(G* g, long a, long b) { Note(g, PanicKind.SliceAcap, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float SliceAcap_F(G* g, long a, long b) { Note(g, PanicKind.SliceAcap, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double SliceAcap_D(G* g, long a, long b) { Note(g, PanicKind.SliceAcap, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 SliceAcap_W(G* g, long a, long b) { Note(g, PanicKind.SliceAcap, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void SliceAcapU_V(G* g, long a, long b) { Note(g, PanicKind.SliceAcapU, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int SliceAcapU_I(G* g, long a, long b) { Note(g, PanicKind.SliceAcapU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long SliceAcapU_L(G* g, long a, long b) { Note(g, PanicKind.SliceAcapU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float SliceAcapU_F(G* g, long a, long b) { Note(g, PanicKind.SliceAcapU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double SliceAcapU_D(G* g, long a, long b) { Note(g, PanicKind.SliceAcapU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 SliceAcapU_W(G* g, long a, long b) { Note(g, PanicKind.SliceAcapU, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void SliceB_V(G* g, long a, long b) { Note(g, PanicKind.SliceB, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int SliceB_I(G* g, long a, long b) { Note(g, PanicKind.SliceB, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long SliceB_L(G* g, long a, long b) { Note(g, PanicKind.SliceB, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float SliceB_F(G* g, long a, long b) { Note(g, PanicKind.SliceB, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double SliceB_D(G* g, long a, long b) { Note(g, PanicKind.SliceB, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 SliceB_W(G* g, long a, long b) { Note(g, PanicKind.SliceB, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void SliceBU_V(G* g, long a, long b) { Note(g, PanicKind.SliceBU, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int SliceBU_I(G* g, long a, long b) { Note(g, PanicKind.SliceBU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long SliceBU_L(G* g, long a, long b) { Note(g, PanicKind.SliceBU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float SliceBU_F(G* g, long a, long b) { Note(g, PanicKind.SliceBU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double SliceBU_D(G* g, long a, long b) { Note(g, PanicKind.SliceBU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 SliceBU_W(G* g, long a, long b) { Note(g, PanicKind.SliceBU, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void Slice3Alen_V(G* g, long a, long b) { Note(g, PanicKind.Slice3Alen, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Slice3Alen_I(G* g, long a, long b) { Note(g, PanicKind.Slice3Alen, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long Slice3Alen_L(G* g, long a, long b) { Note(g, PanicKind.Slice3Alen, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float Slice3Alen_F(G* g, long a, long b) { Note(g, PanicKind.Slice3Alen, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double Slice3Alen_D(G* g, long a, long b) { Note(g, PanicKind.Slice3Alen, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 Slice3Alen_W(G* g, long a, long b) { Note(g, PanicKind.Slice3Alen, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void Slice3AlenU_V(G* g, long a, long b) { Note(g, PanicKind.Slice3AlenU, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Slice3AlenU_I(G* g, long a, long b) { Note(g, PanicKind.Slice3AlenU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long Slice3AlenU_L(G* g, long a, long b) { Note(g, PanicKind.Slice3AlenU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float Slice3AlenU_F(G* g, long a, long b) { Note(g, PanicKind.Slice3AlenU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double Slice3AlenU_D(G* g, long a, long b) { Note(g, PanicKind.Slice3AlenU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 Slice3AlenU_W(G* g, long a, long b) { Note(g, PanicKind.Slice3AlenU, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void Slice3Acap_V(G* g, long a, long b) { Note(g, PanicKind.Slice3Acap, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Slice3Acap_I(G* g, long a, long b) { Note(g, PanicKind.Slice3Acap, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long Slice3Acap_L(G* g, long a, long b) { Note(g, PanicKind.Slice3Acap, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float Slice3Acap_F(G* g, long a, long b) { Note(g, PanicKind.Slice3Acap, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double Slice3Acap_D(G* g, long a, long b) { Note(g, PanicKind.Slice3Acap, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 Slice3Acap_W(G* g, long a, long b) { Note(g, PanicKind.Slice3Acap, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void Slice3AcapU_V(G* g, long a, long b) { Note(g, PanicKind.Slice3AcapU, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Slice3AcapU_I(G* g, long a, long b) { Note(g, PanicKind.Slice3AcapU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long Slice3AcapU_L(G* g, long a, long b) { Note(g, PanicKind.Slice3AcapU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float Slice3AcapU_F(G* g, long a, long b) { Note(g, PanicKind.Slice3AcapU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double Slice3AcapU_D(G* g, long a, long b) { Note(g, PanicKind.Slice3AcapU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 Slice3AcapU_W(G* g, long a, long b) { Note(g, PanicKind.Slice3AcapU, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void Slice3B_V(G* g, long a, long b) { Note(g, PanicKind.Slice3B, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Slice3B_I(G* g, long a, long b) { Note(g, PanicKind.Slice3B, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long Slice3B_L(G* g, long a, long b) { Note(g, PanicKind.Slice3B, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float Slice3B_F(G* g, long a, long b) { Note(g, PanicKind.Slice3B, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double Slice3B_D(G* g, long a, long b) { Note(g, PanicKind.Slice3B, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 Slice3B_W(G* g, long a, long b) { Note(g, PanicKind.Slice3B, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void Slice3BU_V(G* g, long a, long b) { Note(g, PanicKind.Slice3BU, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Slice3BU_I(G* g, long a, long b) { Note(g, PanicKind.Slice3BU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long Slice3BU_L(G* g, long a, long b) { Note(g, PanicKind.Slice3BU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float Slice3BU_F(G* g, long a, long b) { Note(g, PanicKind.Slice3BU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double Slice3BU_D(G* g, long a, long b) { Note(g, PanicKind.Slice3BU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 Slice3BU_W(G* g, long a, long b) { Note(g, PanicKind.Slice3BU, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void Slice3C_V(G* g, long a, long b) { Note(g, PanicKind.Slice3C, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Slice3C_I(G* g, long a, long b) { Note(g, PanicKind.Slice3C, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long Slice3C_L(G* g, long a, long b) { Note(g, PanicKind.Slice3C, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float Slice3C_F(G* g, long a, long b) { Note(g, PanicKind.Slice3C, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double Slice3C_D(G* g, long a, long b) { Note(g, PanicKind.Slice3C, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 Slice3C_W(G* g, long a, long b) { Note(g, PanicKind.Slice3C, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void Slice3CU_V(G* g, long a, long b) { Note(g, PanicKind.Slice3CU, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int Slice3CU_I(G* g, long a, long b) { Note(g, PanicKind.Slice3CU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long Slice3CU_L(G* g, long a, long b) { Note(g, PanicKind.Slice3CU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float Slice3CU_F(G* g, long a, long b) { Note(g, PanicKind.Slice3CU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double Slice3CU_D(G* g, long a, long b) { Note(g, PanicKind.Slice3CU, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 Slice3CU_W(G* g, long a, long b) { Note(g, PanicKind.Slice3CU, a, b); return default; }

    [MethodImpl(MethodImplOptions.NoInlining)] public static void SliceConvert_V(G* g, long a, long b) { Note(g, PanicKind.SliceConvert, a, b); }
    [MethodImpl(MethodImplOptions.NoInlining)] public static int SliceConvert_I(G* g, long a, long b) { Note(g, PanicKind.SliceConvert, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static long SliceConvert_L(G* g, long a, long b) { Note(g, PanicKind.SliceConvert, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static float SliceConvert_F(G* g, long a, long b) { Note(g, PanicKind.SliceConvert, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static double SliceConvert_D(G* g, long a, long b) { Note(g, PanicKind.SliceConvert, a, b); return default; }
    [MethodImpl(MethodImplOptions.NoInlining)] public static W2 SliceConvert_W(G* g, long a, long b) { Note(g, PanicKind.SliceConvert, a, b); return default; }
}
