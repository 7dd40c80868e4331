// Equality and hash functions of types, as IR. Types that compare and hash alike share one function: its name is a signature of the memory.
//
//     M8  eight bytes compared as they are      S  string      E  empty interface      I  other interface      F, D  float32, float64
//     K4  four bytes that do not matter (padding, blank fields)      [n*size:sig]  n elements of size bytes
//
// The functions are called through func values with the context right after g, which they ignore: eq(g, ctx, p, q) → I32, hash(g, ctx, p, h) → I64.
// They are leaves by contract (NoPreempt): maps call them while a map is half changed.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed class Algs(DataBuilder data, Layouts layouts, Action<Function> addFunction)
{
    // ---------------------------------------------------------------- facts about types

    public static bool Comparable(Type t) => t.Underlying switch
    {
        Basic b => b.Kind != BasicKind.UntypedNil,
        SliceT or MapT or SignatureT => false,
        ArrayT a => Comparable(a.Elem),
        StructT s => AllComparable(s),
        _ => true,
    };

    private static bool AllComparable(StructT s)
    {
        foreach (var f in s.Fields) { if (!Comparable(f.Type!)) return false; }
        return true;
    }

    /// <summary>An equal key may differ in its bits (floats, interfaces) or backing store (strings), so assignment replaces the key.</summary>
    public static bool NeedsKeyUpdate(Type t)
    {
        switch (t.Underlying)
        {
            case Basic b: return (b.Info & (BasicInfo.Float | BasicInfo.Complex | BasicInfo.String)) != 0;
            case InterfaceT: return true;
            case ArrayT a: return NeedsKeyUpdate(a.Elem);
            case StructT s:
                foreach (var f in s.Fields) { if (NeedsKeyUpdate(f.Type!)) return true; }
                return false;
            default: return false;
        }
    }

    public static bool HashMightPanic(Type t)
    {
        switch (t.Underlying)
        {
            case InterfaceT: return true;
            case ArrayT a: return HashMightPanic(a.Elem);
            case StructT s:
                foreach (var f in s.Fields) { if (HashMightPanic(f.Type!)) return true; }
                return false;
            default: return false;
        }
    }

    /// <summary>The signature says: all bytes count, and nothing else.</summary>
    public static bool IsRegular(string sig, long size) => sig == (size == 0 ? "" : "M" + size.ToString(CultureInfo.InvariantCulture));

    // ---------------------------------------------------------------- signatures

    private sealed class SigWriter
    {
        internal readonly StringBuilder B = new();
        private long _mem, _skip;

        internal void Mem(long n)
        {
            if (n == 0) return;
            if (_skip > 0) FlushSkip();
            _mem += n;
        }

        internal void Skip(long n)
        {
            if (n == 0) return;
            FlushMem();
            _skip += n;
        }

        internal void Put(string s)
        {
            FlushMem();
            FlushSkip();
            B.Append(s);
        }

        private void FlushMem()
        {
            if (_mem > 0) B.Append('M').Append(_mem);
            _mem = 0;
        }

        private void FlushSkip()
        {
            if (_skip > 0) B.Append('K').Append(_skip);
            _skip = 0;
        }

        /// <summary>What is skipped at the end does not matter.</summary>
        internal string End()
        {
            FlushMem();
            _skip = 0;
            return B.ToString();
        }
    }

    /// <summary>The signature of a comparable type.</summary>
    public string Signature(Type t)
    {
        var w = new SigWriter();
        Build(w, t);
        return w.End();
    }

    private void Build(SigWriter w, Type t)
    {
        var l = layouts.Of(t);
        switch (l.Under)
        {
            case Basic b:
                switch (b.Kind)
                {
                    case BasicKind.Float32: w.Put("F"); break;
                    case BasicKind.Float64 or BasicKind.UntypedFloat: w.Put("D"); break;
                    case BasicKind.Complex64: w.Put("FF"); break;
                    case BasicKind.Complex128 or BasicKind.UntypedComplex: w.Put("DD"); break;
                    case BasicKind.String or BasicKind.UntypedString: w.Put("S"); break;
                    default: w.Mem(l.Size); break;
                }
                break;
            case InterfaceT it: w.Put(it.TypeSet.Methods.Count == 0 ? "E" : "I"); break;
            case ArrayT a:
                if (a.Len == 0 || l.Size == 0) break;
                if (a.Len == 1) { Build(w, a.Elem); break; }
                string elem = Signature(a.Elem);
                if (IsRegular(elem, l.Parts[0].Size)) w.Mem(l.Size);
                else if (elem.Length == 0) w.Skip(l.Size);
                else w.Put("[" + a.Len.ToString(CultureInfo.InvariantCulture) + "*" + l.Parts[0].Size.ToString(CultureInfo.InvariantCulture) + ":" + elem + "]");
                break;
            case StructT s:
                long off = 0;
                for (int i = 0; i < s.Fields.Count; i++)
                {
                    w.Skip(l.FieldOffsets[i] - off);
                    off = l.FieldOffsets[i] + l.Parts[i].Size;
                    if (s.Fields[i].Name == "_") { w.Skip(l.Parts[i].Size); continue; }
                    Build(w, s.Fields[i].Type!);
                }
                w.Skip(l.Size - off);
                break;
            default: w.Mem(l.Size); break;
        }
    }

    private static long Number(string s, ref int i)
    {
        long n = 0;
        while (i < s.Length && s[i] is >= '0' and <= '9') n = n * 10 + (s[i++] - '0');
        return n;
    }

    // ---------------------------------------------------------------- closures

    /// <summary>Symbol of the func value for abi.Type.Equal.</summary>
    public int EqClosure(string sig) => Closure(".eqfunc.", ".eq.", sig, EqFunction);
    /// <summary>Symbol of the func value for abi.MapType.Hasher.</summary>
    public int HashClosure(string sig) => Closure(".hashfunc.", ".hash.", sig, HashFunction);

    /// <summary>Symbol of the equality function itself: eq(g, ctx, p, q).</summary>
    public int EqSymbol(string sig)
    {
        EqClosure(sig);
        return data.Sym("type:.eq." + sig);
    }

    private int Closure(string closurePrefix, string funcPrefix, string sig, Func<string, string, Function> make)
    {
        string name = "type:" + closurePrefix + sig;
        if (data.New(name, Section.RoData, 8, 8, true) is { } d)
        {
            string f = "type:" + funcPrefix + sig;
            addFunction(make(f, sig));
            DataBuilder.CodePtr64(d, 0, data.Sym(f));
        }
        return data.Sym(name);
    }

    private static Function NewFunction(string name) => new(name)
    {
        DupOk = true, NoPreempt = true, File = "<autogenerated>", StartLine = 1, EndLine = 1, Flags = FuncFlags.TakesContext | FuncFlags.Wrapper,
    };

    private void Call(FuncBuilder b, string symbol, ReadOnlySpan<int> args, int result, CallClass cls)
    {
        var c = new CallInfo { Symbol = data.Sym(symbol), Class = cls, Args = args.ToArray(), ArgTypes = new IrType[args.Length], Results = [result], ResultTypes = [b.F.Vars[result].Type] };
        for (int i = 0; i < args.Length; i++) c.ArgTypes[i] = b.TypeOfExpr(args[i]);
        b.Call(c);
    }

    // ---------------------------------------------------------------- equality

    private Function EqFunction(string name, string sig)
    {
        var f = NewFunction(name);
        f.NewParam(IrType.Ptr, "ctx");
        int p = f.NewParam(IrType.Ptr, "p"), q = f.NewParam(IrType.Ptr, "q");
        f.Results.Add(IrType.I32);
        var b = new FuncBuilder(f) { Line = 1 };
        var no = b.NewBlock();
        Eq(b, sig, p, q, no);
        b.Return([b.I32(1)]);
        b.SetBlock(no);
        b.Return([b.I32(0)]);
        b.Finish();
        return f;
    }

    /// <summary>Jumps to <paramref name="no"/> unless the memory at p and q (pointer variables) is equal.</summary>
    public void Eq(FuncBuilder b, string sig, int p, int q, Block no)
    {
        long off = 0;
        for (int i = 0; i < sig.Length;)
        {
            char c = sig[i++];
            switch (c)
            {
                case 'M':
                {
                    long n = Number(sig, ref i);
                    EqMem(b, p, q, off, n, no);
                    off += n;
                    break;
                }
                case 'K': off += Number(sig, ref i); break;
                case 'F': Require(b, b.Bin(Op.FEq, IrType.I32, b.Load(MemType.F32, b.V(p), off), b.Load(MemType.F32, b.V(q), off)), no); off += 4; break;
                case 'D': Require(b, b.Bin(Op.FEq, IrType.I32, b.Load(MemType.F64, b.V(p), off), b.Load(MemType.F64, b.V(q), off)), no); off += 8; break;
                case 'S':
                {
                    int n = b.F.NewVar(IrType.I64), r = b.F.NewVar(IrType.I32);
                    b.SetVar(n, b.Load(MemType.I64, b.V(p), off + 8));
                    Require(b, b.Cmp(Op.Eq, b.V(n), b.Load(MemType.I64, b.V(q), off + 8)), no);
                    Call(b, "runtime.memequal", [b.Load(MemType.Ptr, b.V(p), off), b.Load(MemType.Ptr, b.V(q), off), b.V(n)], r, CallClass.None);
                    Require(b, b.V(r), no);
                    off += 16;
                    break;
                }
                case 'E' or 'I':
                {
                    int t = b.F.NewVar(IrType.Ptr), r = b.F.NewVar(IrType.I32);
                    b.SetVar(t, b.Load(MemType.Ptr, b.V(p), off));
                    Require(b, b.Cmp(Op.Eq, b.V(t), b.Load(MemType.Ptr, b.V(q), off)), no);
                    Call(b, c == 'E' ? "runtime.efaceeq" : "runtime.ifaceeq", [b.V(t), b.Load(MemType.Ptr, b.V(p), off + 8), b.Load(MemType.Ptr, b.V(q), off + 8)], r, CallClass.PanicOnly);
                    Require(b, b.V(r), no);
                    off += 16;
                    break;
                }
                case '[':
                {
                    (long n, long size, string elem) = Array(sig, ref i);
                    int pi = b.F.NewVar(IrType.Ptr), qi = b.F.NewVar(IrType.Ptr), k = b.F.NewVar(IrType.I64);
                    b.SetVar(pi, b.PtrAdd(b.V(p), off));
                    b.SetVar(qi, b.PtrAdd(b.V(q), off));
                    b.SetVar(k, b.I64(n));
                    var loop = b.NewBlock();
                    b.JumpInto(loop);
                    Eq(b, elem, pi, qi, no);
                    b.SetVar(pi, b.PtrAdd(b.V(pi), size));
                    b.SetVar(qi, b.PtrAdd(b.V(qi), size));
                    b.SetVar(k, b.Sub64(b.V(k), b.I64(1)));
                    var done = b.NewBlock();
                    b.If(b.Cmp(Op.Ne, b.V(k), b.I64(0)), loop, done);
                    b.SetBlock(done);
                    off += n * size;
                    break;
                }
            }
        }
    }

    private static (long N, long Size, string Elem) Array(string sig, ref int i)
    {
        long n = Number(sig, ref i);
        i++;
        long size = Number(sig, ref i);
        i++;
        int start = i, depth = 1;
        for (; depth > 0; i++) depth += sig[i] == '[' ? 1 : sig[i] == ']' ? -1 : 0;
        return (n, size, sig[start..(i - 1)]);
    }

    private static void Require(FuncBuilder b, int cond, Block no)
    {
        var next = b.NewBlock();
        b.If(cond, next, no);
        b.SetBlock(next);
    }

    private void EqMem(FuncBuilder b, int p, int q, long off, long n, Block no)
    {
        if (n > 64)
        {
            int r = b.F.NewVar(IrType.I32);
            Call(b, "runtime.memequal", [b.PtrAdd(b.V(p), off), b.PtrAdd(b.V(q), off), b.I64(n)], r, CallClass.None);
            Require(b, b.V(r), no);
            return;
        }
        for (; n >= 8; n -= 8, off += 8) Word(MemType.I64);
        if (n >= 4) { Word(MemType.I32); n -= 4; off += 4; }
        if (n >= 2) { Word(MemType.U16); n -= 2; off += 2; }
        if (n >= 1) Word(MemType.U8);

        void Word(MemType m) => Require(b, b.Cmp(Op.Eq, b.Load(m, b.V(p), off), b.Load(m, b.V(q), off)), no);
    }

    // ---------------------------------------------------------------- hash

    private Function HashFunction(string name, string sig)
    {
        var f = NewFunction(name);
        f.NewParam(IrType.Ptr, "ctx");
        int p = f.NewParam(IrType.Ptr, "p"), h = f.NewParam(IrType.I64, "h");
        f.Results.Add(IrType.I64);
        var b = new FuncBuilder(f) { Line = 1 };
        Hash(b, sig, p, h);
        b.Return([b.V(h)]);
        b.Finish();
        return f;
    }

    private void Hash(FuncBuilder b, string sig, int p, int h)
    {
        long off = 0;
        for (int i = 0; i < sig.Length;)
        {
            char c = sig[i++];
            switch (c)
            {
                case 'M':
                {
                    long n = Number(sig, ref i);
                    if (n == 4) Call(b, "runtime.memhash32", [b.PtrAdd(b.V(p), off), b.V(h)], h, CallClass.None);
                    else if (n == 8) Call(b, "runtime.memhash64", [b.PtrAdd(b.V(p), off), b.V(h)], h, CallClass.None);
                    else Call(b, "runtime.memhash", [b.PtrAdd(b.V(p), off), b.V(h), b.I64(n)], h, CallClass.None);
                    off += n;
                    break;
                }
                case 'K': off += Number(sig, ref i); break;
                case 'F': Part("runtime.f32hash", 4, CallClass.PanicOnly); break;
                case 'D': Part("runtime.f64hash", 8, CallClass.PanicOnly); break;
                case 'S': Part("runtime.strhash", 16, CallClass.None); break;
                case 'E': Part("runtime.nilinterhash", 16, CallClass.PanicOnly); break;
                case 'I': Part("runtime.interhash", 16, CallClass.PanicOnly); break;
                case '[':
                {
                    (long n, long size, string elem) = Array(sig, ref i);
                    int pi = b.F.NewVar(IrType.Ptr), k = b.F.NewVar(IrType.I64);
                    b.SetVar(pi, b.PtrAdd(b.V(p), off));
                    b.SetVar(k, b.I64(n));
                    var loop = b.NewBlock();
                    b.JumpInto(loop);
                    Hash(b, elem, pi, h);
                    b.SetVar(pi, b.PtrAdd(b.V(pi), size));
                    b.SetVar(k, b.Sub64(b.V(k), b.I64(1)));
                    var done = b.NewBlock();
                    b.If(b.Cmp(Op.Ne, b.V(k), b.I64(0)), loop, done);
                    b.SetBlock(done);
                    off += n * size;
                    break;
                }
            }

            void Part(string symbol, long size, CallClass cls)
            {
                Call(b, symbol, [b.PtrAdd(b.V(p), off), b.V(h)], h, cls);
                off += size;
            }
        }
    }
}
