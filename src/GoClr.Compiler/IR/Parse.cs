// Reads the text that Dump writes; for tests. Variables need no declaration order: "var %x i64" and parameters introduce them, names are what stands after '%'.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using GoClr.Abi;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.IR;

public static class Parse
{
    public static List<Function> Functions(string text, SymbolTable syms)
    {
        var p = new Reader(text, syms);
        return p.Run();
    }

    private sealed class Reader(string text, SymbolTable syms)
    {
        private static readonly Dictionary<string, Op> s_ops = MakeOps();
        private readonly List<Function> _funcs = [];
        private readonly Dictionary<string, int> _vars = [];
        private Function _f = null!;
        private Block? _b;
        private string _s = "";
        private int _p, _lineNo, _line, _inl;

        private static Dictionary<string, Op> MakeOps()
        {
            var d = new Dictionary<string, Op>();
            foreach (var op in Enum.GetValues<Op>()) d[op.ToString().ToLowerInvariant()] = op;
            return d;
        }

        private FormatException Bad(string what) => new($"IR line {_lineNo}: {what} at \"{_s[Math.Min(_p, _s.Length)..]}\"");

        public List<Function> Run()
        {
            foreach (var raw in text.Split('\n'))
            {
                _lineNo++;
                int semi = Semicolon(raw);
                _line = _lineNo;
                _inl = 0;
                _s = raw;
                if (semi >= 0)
                {
                    var place = raw.AsSpan(semi + 1).Trim();
                    int of = place.IndexOf('@');
                    if (int.TryParse(of < 0 ? place : place[..of], out int l)) _line = l;
                    if (of >= 0) _inl = int.Parse(place[(of + 1)..], CultureInfo.InvariantCulture);
                    _s = raw[..semi];
                }
                _s = _s.Trim();
                _p = 0;
                if (_s == "") continue;
                if (Word("func")) Func();
                else if (Word("var")) { string n = Name(); Declare(n, _f.NewVar(Type(), Bare(n), Word("len"))); }
                else if (Word("area")) Area();
                else if (Word("inlined")) Inlined();
                else if (_s[0] == 'b' && _s.IndexOf(':') is > 1 and var colon && int.TryParse(_s.AsSpan(1, colon - 1), out _)) { int id = BlockRef(); while (_f.Blocks.Count <= id) _f.NewBlock(); _b = _f.Blocks[id]; _b.NoPoll = _s.EndsWith("nopoll", StringComparison.Ordinal); }
                else Stmt();
            }
            return _funcs;
        }

        // The last ';' outside quotes.
        private static int Semicolon(string s)
        {
            int at = -1;
            bool quoted = false;
            for (int i = 0; i < s.Length; i++)
            {
                if (quoted && s[i] == '\\') i++;
                else if (s[i] == '"') quoted = !quoted;
                else if (s[i] == ';' && !quoted) at = i;
            }
            return at;
        }

        private void Declare(string name, int v) { if (!_vars.TryAdd(name, v)) throw Bad($"%{name} declared twice"); }

        // Dump appends ".id" to names.
        private static string Bare(string name)
        {
            int dot = name.LastIndexOf('.');
            return dot > 0 && int.TryParse(name.AsSpan(dot + 1), out _) ? name[..dot] : name;
        }

        private void Func()
        {
            _f = new Function(Quoted());
            _f.DisplayName = _f.Symbol;
            _f.Flags = 0;
            _funcs.Add(_f);
            _vars.Clear();
            _b = null;
            while (Peek() == '%')
            {
                string n = Name();
                Declare(n, _f.NewParam(Type(), Bare(n), Word("len")));
                Eat(",");
            }
            Need("->");
            while (_p < _s.Length && TryType(out var t)) _f.Results.Add(t);
            while (Skip())
            {
                if (Word("name")) _f.DisplayName = Quoted();
                else if (Word("file")) _f.File = Quoted();
                else if (Word("line")) _f.StartLine = (int)Int();
                else if (Word("flags")) _f.Flags = (FuncFlags)Int();
                else if (Word("nopreempt")) _f.NoPreempt = true;
                else if (Word("noinline")) _f.NoInline = true;
                else if (Word("dupok")) _f.DupOk = true;
                else if (Word("exit")) _f.ExitBlock = BlockRef();
                else if (Word("defer")) { string n = Name(); _f.DeferVar = Later(n, (_f.Flags & FuncFlags.DeferList) != 0 ? IrType.Ptr : IrType.I64); }
                else if (Word("closures")) { while (Peek() == '%') _f.DeferClosures.Add(Later(Name(), IrType.Ptr)); }
                else throw Bad("function attribute");
            }
        }

        // The header may name a variable before its declaration; "var" lines then repeat it.
        private int Later(string name, IrType type)
        {
            if (_vars.TryGetValue(name, out int v)) return v;
            v = _f.NewVar(type, Bare(name));
            _vars[name] = v;
            return v;
        }

        private void Inlined()
        {
            int parent = (int)Int(), line = (int)Int();
            string symbol = Quoted();
            int start = (int)Int(), flags = (int)Int();
            string name = Word("name") ? Quoted() : symbol, file = Word("file") ? Quoted() : _f.File;
            _f.Inlined.Add(new InlinedCall(parent, line, symbol, name, file, start, (FuncFlags)flags));
        }

        private void Area()
        {
            int size = (int)Int(), align = (int)Int();
            ulong[]? mask = null;
            if (Word("ptrs"))
            {
                var m = new List<ulong>();
                while (Skip()) m.Add(ulong.Parse(Token(), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                mask = [.. m];
            }
            _f.NewArea(size, align, mask);
        }

        private void Add(in Value v)
        {
            if (_b == null) throw Bad("statement outside a block");
            var w = v;
            w.Line = _line;
            w.Inl = _inl;
            _b.Stmts.Add(_f.Add(w));
        }

        private void Stmt()
        {
            if (Word("nop")) { Add(new Value { Op = Op.Nop }); return; }
            if (Word("jump")) { Add(new Value { Op = Op.Jump, A = BlockRef() }); return; }
            if (Word("unreachable")) { Add(new Value { Op = Op.Unreachable }); return; }
            if (Word("keep")) { Add(new Value { Op = Op.KeepAlive, A = Expr() }); return; }
            if (Word("if"))
            {
                int c = Expr(), t = BlockRef(), e = BlockRef();
                Add(new Value { Op = Op.If, A = c, B = t, C = e, Flags = Word("unlikely") ? ValueFlags.Unlikely : Word("likely") ? ValueFlags.Likely : 0 });
                return;
            }
            if (Word("switch"))
            {
                int c = Expr();
                var to = new List<int>();
                while (Skip()) to.Add(BlockRef());
                Add(new Value { Op = Op.Switch, A = c, B = _f.AddExtra(to.ToArray()), C = to.Count });
                return;
            }
            if (Word("ret"))
            {
                var r = new List<int>();
                while (Skip()) { r.Add(Expr()); Eat(","); }
                Add(new Value { Op = Op.Return, B = _f.AddExtra(r.ToArray()), C = r.Count });
                return;
            }
            if (Word("stp")) { int a = Expr(); Need(","); long off = Int(); Need("="); Add(new Value { Op = Op.StorePtr, A = a, B = Expr(), Imm = off, Mem = MemType.Ptr }); return; }
            if (_s.StartsWith("st.", StringComparison.Ordinal))
            {
                _p = 3;
                var m = Enum.Parse<MemType>(Token(), ignoreCase: true);
                int a = Expr(); Need(","); long off = Int(); Need("=");
                Add(new Value { Op = Op.Store, A = a, B = Expr(), Imm = off, Mem = m });
                return;
            }
            if (Word("move")) { int a = Expr(); Need(","); int b = Expr(); Need(","); long n = Int(); Add(new Value { Op = Op.MoveMem, A = a, B = b, Imm = n, Flags = Word("overlap") ? ValueFlags.Overlap : 0 }); return; }
            if (Word("zero")) { int a = Expr(); Need(","); Add(new Value { Op = Op.ZeroMem, A = a, Imm = Int() }); return; }
            if (Word("check"))
            {
                int c = Expr();
                Skip();
                var kind = Enum.Parse<PanicKind>(Token());
                int b = Skip() ? Expr() : 0, d = Eat(",") ? Expr() : 0;
                Add(new Value { Op = Op.Check, A = c, B = b, C = d, Imm = (long)kind });
                return;
            }
            var dst = new List<(int Var, IrType Type)>();
            while (Peek() is '%' or '_')
            {
                if (_s[_p] == '_') { _p++; dst.Add((-1, Type())); }
                else { int v = Var(); dst.Add((v, _f.Vars[v].Type)); }
                Eat(",");
            }
            if (dst.Count > 0) Need("=");
            if (Word("call") || Word("calli") || Word("callm")) { Call(dst); return; }
            if (dst.Count != 1 || dst[0].Var < 0) throw Bad("statement");
            Add(new Value { Op = Op.SetVar, A = dst[0].Var, B = Expr() });
        }

        private void Call(List<(int Var, IrType Type)> dst)
        {
            var c = new CallInfo { Results = new int[dst.Count], ResultTypes = new IrType[dst.Count] };
            for (int i = 0; i < dst.Count; i++) (c.Results[i], c.ResultTypes[i]) = dst[i];
            bool iface = _s.AsSpan(0, _p).EndsWith("callm");
            Skip();
            if (_s[_p] == '@') { _p++; c.Symbol = syms.Id(Quoted()); }
            else { c.Kind = iface ? CalleeKind.Interface : CalleeKind.Closure; c.Target = Var(); if (iface) c.Slot = (int)Int(); }
            Need("(");
            var args = new List<int>();
            while (!Eat(")")) { args.Add(Expr()); Eat(","); }
            c.Args = [.. args];
            c.ArgTypes = new IrType[args.Count];
            for (int i = 0; i < args.Count; i++) c.ArgTypes[i] = _f.Values[args[i]].Type;
            while (Skip())
            {
                if (Word("none")) c.Class = CallClass.None;
                else if (Word("panics")) c.Class = CallClass.PanicOnly;
                else if (Word("suspends")) c.Class = CallClass.Suspends;
                else if (Word("tail")) c.Tail = true;
                else if (Word("noreturn")) c.NoReturn = true;
                else throw Bad("call attribute");
            }
            _f.Calls.Add(c);
            Add(new Value { Op = Op.Call, A = _f.Calls.Count - 1 });
        }

        // ---------------------------------------------------------------- expressions

        private int New(Op op, IrType t, int a = 0, int b = 0, int c = 0, long imm = 0, MemType mem = default) =>
            _f.Add(new Value { Op = op, Type = t, A = a, B = b, C = c, Imm = imm, Mem = mem, Line = _line, Inl = _inl });

        private int Expr()
        {
            Skip();
            char ch = Peek();
            if (ch == '%') { int v = Var(); return New(Op.Var, _f.Vars[v].Type, v); }
            if (ch == '@') { _p++; int s = syms.Id(Quoted()); return New(Op.SymAddr, IrType.Ptr, s, imm: Offset()); }
            if (ch == '#') { _p++; return New(Op.FuncId, IrType.I32, syms.Id(Quoted())); }
            if (ch == '&') { _p++; int a = (int)Int(); return New(Op.AreaAddr, IrType.Ptr, a, imm: Offset()); }
            if (ch == '-' || char.IsAsciiDigit(ch)) return Number();
            string name = Token();
            int dot = name.IndexOf('.');
            if (dot < 0) throw Bad("expression " + name);
            string op = name[..dot], type = name[(dot + 1)..];
            if (op == "ld")
            {
                bool length = type == "len";
                var m = length ? MemType.I64 : Enum.Parse<MemType>(type, ignoreCase: true);
                Need("("); int a = Expr(); Need(","); long off = Int(); Need(")");
                return _f.Add(new Value { Op = Op.Load, Type = Verify.TypeOf(m), A = a, Imm = off, Mem = m, Line = _line, Flags = length ? ValueFlags.Length : 0 });
            }
            var t = ParseType(type);
            if (op == "native")
            {
                int s = syms.Id(Quoted());
                Need("(");
                var args = new List<int>();
                while (!Eat(")")) { args.Add(Expr()); Eat(","); }
                return New(Op.NativeExpr, t, s, _f.AddExtra(args.ToArray()), args.Count);
            }
            if (!s_ops.TryGetValue(op, out var o)) throw Bad("operation " + op);
            Need("(");
            var x = new int[3];
            int n = 0;
            while (!Eat(")")) { x[n++] = Expr(); Eat(","); }
            if (n != Verify.Operands(o)) throw Bad("operands of " + op);
            return New(o, t, x[0], x[1], x[2]);
        }

        private int Number()
        {
            if (_s.AsSpan(_p).StartsWith("0x"))
            {
                _p += 2;
                string h = Token();
                return New(Op.FConst, h[^1] == 'F' ? IrType.F32 : IrType.F64, imm: long.Parse(h[..^1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            }
            int at = _p;
            if (_s[_p] == '-') _p++;
            while (_p < _s.Length && (char.IsAsciiDigit(_s[_p]) || _s[_p] == '.')) _p++;
            string num = _s[at.._p];
            char suffix = _p < _s.Length ? _s[_p] : ' ';
            if (char.IsAsciiLetter(suffix)) _p++;
            if (suffix == 'd') return New(Op.FConst, IrType.F64, imm: BitConverter.DoubleToInt64Bits(double.Parse(num, CultureInfo.InvariantCulture)));
            if (suffix == 'f') return New(Op.FConst, IrType.F32, imm: BitConverter.SingleToInt32Bits(float.Parse(num, CultureInfo.InvariantCulture)));
            return New(Op.Const, suffix switch { 'i' => IrType.I32, 'p' => IrType.Ptr, _ => IrType.I64 }, imm: long.Parse(num, CultureInfo.InvariantCulture));
        }

        private long Offset() => _p < _s.Length && (_s[_p] == '+' || _s[_p] == '-') ? Int() : 0;

        // ---------------------------------------------------------------- tokens

        private bool Skip()
        {
            while (_p < _s.Length && _s[_p] == ' ') _p++;
            return _p < _s.Length;
        }

        private char Peek() => Skip() ? _s[_p] : '\0';

        private bool Eat(string t)
        {
            Skip();
            if (!_s.AsSpan(_p).StartsWith(t)) return false;
            _p += t.Length;
            return true;
        }

        private void Need(string t) { if (!Eat(t)) throw Bad($"want {t}"); }

        private bool Word(string w)
        {
            Skip();
            if (!_s.AsSpan(_p).StartsWith(w) || _p + w.Length < _s.Length && (char.IsAsciiLetterOrDigit(_s[_p + w.Length]) || _s[_p + w.Length] == '.')) return false;
            _p += w.Length;
            return true;
        }

        private string Token()
        {
            Skip();
            int at = _p;
            while (_p < _s.Length && (char.IsAsciiLetterOrDigit(_s[_p]) || _s[_p] is '.' or '_')) _p++;
            if (at == _p) throw Bad("word");
            return _s[at.._p];
        }

        private string Name() { Need("%"); return Token(); }
        private int Var() { string n = Name(); return _vars.TryGetValue(n, out int v) ? v : throw Bad($"no variable %{n}"); }

        private long Int()
        {
            Skip();
            int at = _p;
            if (_p < _s.Length && _s[_p] is '-' or '+') _p++;
            while (_p < _s.Length && char.IsAsciiDigit(_s[_p])) _p++;
            return long.TryParse(_s.AsSpan(at, _p - at), out long v) ? v : throw Bad("number");
        }

        private int BlockRef() { Need("b"); return (int)Int(); }

        private string Quoted()
        {
            Need("\"");
            var s = new StringBuilder();
            while (_p < _s.Length && _s[_p] != '"')
            {
                if (_s[_p] == '\\') _p++;
                s.Append(_s[_p++]);
            }
            _p++;
            return s.ToString();
        }

        private IrType Type() => TryType(out var t) ? t : throw Bad("type");
        private IrType ParseType(string s) => s switch { "i32" => IrType.I32, "i64" => IrType.I64, "f32" => IrType.F32, "f64" => IrType.F64, "ptr" => IrType.Ptr, "void" => IrType.Void, _ => throw Bad("type " + s) };

        private bool TryType(out IrType t)
        {
            Skip();
            foreach (var k in Enum.GetValues<IrType>())
                if (Word(Dump.TypeName(k))) { t = k; return true; }
            t = IrType.Void;
            return false;
        }
    }
}
