// How a function of a given type is called: where each word of its lowered signature lies in the memory block that reflect passes (gc's stack layout:
// receiver word, parameters, results, each at its alignment). Same rules as the compiler's flattening, see docs/abi.md.
using System;
using System.Collections.Generic;
using GoClr.Abi;

namespace GoClr.Runtime.Natives.reflect;

/// <summary>How one scalar lies in memory.</summary>
internal enum WordKind : byte { I8, U8, I16, U16, I32, I64, F32, F64, Address /* the word is the address of the memory itself */ }

internal readonly record struct WordAt(int Offset, WordKind Kind)
{
    public char Letter => Kind switch { WordKind.I64 or WordKind.Address => 'L', WordKind.F32 => 'F', WordKind.F64 => 'D', _ => 'I' };
}

internal sealed unsafe class CallPlan
{
    /// <summary>Parameter words in order of the lowered signature, hidden result pointers first (after the receiver).</summary>
    public readonly WordAt[] Params;
    /// <summary>Bytes behind an Address word, 0 for others.</summary>
    public readonly int[] ParamSizes;
    /// <summary>Result words k = 0, 1, ….</summary>
    public readonly WordAt[] Results;
    /// <summary>Offset and size of each memory-class result, in the order of its hidden pointer.</summary>
    public readonly (int Offset, int Size)[] Hidden;
    public readonly bool HasReceiver;
    /// <summary>Result letter and parameter letters without g and without context.</summary>
    public readonly string Signature;
    public readonly int FrameSize, RetOffset;

    private const int KindMask = 31, Array = 17, Complex64 = 15, Complex128 = 16, Interface = 20, Slice = 23, String = 24, Struct = 25;

    /// <param name="ftyp">abi.FuncType.</param>
    public CallPlan(byte* ftyp, bool receiver)
    {
        HasReceiver = receiver;
        int nin = *(ushort*)(ftyp + 48), nout = *(ushort*)(ftyp + 50) & 0x7fff;
        long* types = (long*)(ftyp + 56 + ((ftyp[20] & 1) != 0 ? 16 : 0));
        var head = new List<WordAt>();
        var ins = new List<WordAt>();
        var sizes = new List<int>();
        var headSizes = new List<int>();
        var outs = new List<WordAt>();
        var hidden = new List<(int, int)>();
        int at = 0;
        if (receiver)
        {
            head.Add(new WordAt(0, WordKind.I64));
            at = 8;
        }
        for (int i = 0; i < nin; i++)
        {
            byte* t = (byte*)types[i];
            at = AlignUp(at, t[21]);
            if (!Flatten(t, at, ins)) ins.Add(new WordAt(at, WordKind.Address));
            while (sizes.Count < ins.Count) sizes.Add(ins[sizes.Count].Kind == WordKind.Address ? (int)*(long*)t : 0);
            at += (int)*(long*)t;
        }
        at = AlignUp(at, 8);
        RetOffset = at;
        for (int i = 0; i < nout; i++)
        {
            byte* t = (byte*)types[nin + i];
            at = AlignUp(at, t[21]);
            int mark = outs.Count;
            if (!Flatten(t, at, outs) || outs.Count > GOffset.RetWords)
            {
                outs.RemoveRange(mark, outs.Count - mark);
                hidden.Add((at, (int)*(long*)t));
                head.Add(new WordAt(at, WordKind.Address));
            }
            at += (int)*(long*)t;
        }
        FrameSize = AlignUp(at, 8);
        while (headSizes.Count < head.Count) headSizes.Add(0);
        headSizes.AddRange(sizes);
        ParamSizes = [.. headSizes];
        head.AddRange(ins);
        Params = [.. head];
        Results = [.. outs];
        Hidden = [.. hidden];
        var letters = new char[1 + Params.Length];
        letters[0] = Results.Length == 0 ? 'V' : Results[0].Letter;
        if (Results.Length > 1 && Results[0].Letter is 'I' or 'L' && Results.Length > 1 && Results[1].Letter is 'I' or 'L') letters[0] = 'W';
        for (int i = 0; i < Params.Length; i++) letters[i + 1] = Params[i].Letter;
        Signature = new string(letters);
    }

    private static int AlignUp(int n, int a) => (n + a - 1) & -a;

    /// <summary>Adds the scalars of a value of type t at offset; false: memory class (nothing is added).</summary>
    private static bool Flatten(byte* t, int offset, List<WordAt> words)
    {
        int mark = words.Count;
        int kind = t[23] & KindMask;
        if (!Add(t, offset, words) || kind is Struct or Array && words.Count - mark > 2)
        {
            words.RemoveRange(mark, words.Count - mark);
            return false;
        }
        return true;
    }

    private static bool Add(byte* t, int at, List<WordAt> words)
    {
        switch (t[23] & KindMask)
        {
            case 1 or 8: words.Add(new WordAt(at, WordKind.U8)); return true;
            case 3: words.Add(new WordAt(at, WordKind.I8)); return true;
            case 4: words.Add(new WordAt(at, WordKind.I16)); return true;
            case 9: words.Add(new WordAt(at, WordKind.U16)); return true;
            case 5 or 10: words.Add(new WordAt(at, WordKind.I32)); return true;
            case 13: words.Add(new WordAt(at, WordKind.F32)); return true;
            case 14: words.Add(new WordAt(at, WordKind.F64)); return true;
            case Complex64: words.Add(new WordAt(at, WordKind.F32)); words.Add(new WordAt(at + 4, WordKind.F32)); return true;
            case Complex128: words.Add(new WordAt(at, WordKind.F64)); words.Add(new WordAt(at + 8, WordKind.F64)); return true;
            case Interface or String: words.Add(new WordAt(at, WordKind.I64)); words.Add(new WordAt(at + 8, WordKind.I64)); return true;
            case Slice: for (int i = 0; i < 3; i++) words.Add(new WordAt(at + 8 * i, WordKind.I64)); return true;
            case Array:
            {
                long n = *(long*)(t + 64);
                if (*(long*)t == 0) return true;
                return n == 1 && Add((byte*)*(long*)(t + 48), at, words);
            }
            case Struct:
            {
                byte* fields = (byte*)*(long*)(t + 56);
                long n = *(long*)(t + 64);
                int mark = words.Count;
                for (long i = 0; i < n; i++, fields += 24)
                {
                    if (!Add((byte*)*(long*)(fields + 8), at + (int)*(long*)(fields + 16), words) || words.Count - mark > 3) return false;
                }
                return true;
            }
            default: words.Add(new WordAt(at, WordKind.I64)); return true;   // 64-bit integers and pointers
        }
    }

    /// <summary>Word i of the lowered signature as eight bytes, read from the block.</summary>
    public static long Read(WordAt w, byte* block)
    {
        byte* p = block + w.Offset;
        return w.Kind switch
        {
            WordKind.I8 => *(sbyte*)p,
            WordKind.U8 => *p,
            WordKind.I16 => *(short*)p,
            WordKind.U16 => *(ushort*)p,
            WordKind.I32 => *(int*)p,
            WordKind.F32 => *(uint*)p,
            WordKind.Address => (long)p,
            _ => *(long*)p,
        };
    }

    public static void Write(WordAt w, byte* block, long value)
    {
        byte* p = block + w.Offset;
        switch (w.Kind)
        {
            case WordKind.I8 or WordKind.U8: *p = (byte)value; break;
            case WordKind.I16 or WordKind.U16: *(ushort*)p = (ushort)value; break;
            case WordKind.I32 or WordKind.F32: *(uint*)p = (uint)value; break;
            default: *(long*)p = value; break;
        }
    }
}
