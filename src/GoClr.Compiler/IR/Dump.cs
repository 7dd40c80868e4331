// The text of a function's IR: stable, one statement a line, and read back by Parse.
//
//     func "main.f" %p0 ptr, %n1 i64 -> i64 i64 file "x.go" line 10 flags 0 exit b4 defer %b2 closures %c3
//     inlined 0 12 "main.h" 30 0
//     var %t4 i64
//     area 16 8 ptrs 1
//     b0:
//       %t4 = add.i64(%n1, 2) ;12
//       %t4, _ptr = call @"main.g"(%p0, 5i) suspends
//       st.i64 %p0, 8 = %t4
//       check lts.i32(%t4, %n1) Index %t4, %n1
//       if eq.i32(%t4, 0) b1 b2 unlikely
//
// ;12@1 is line 12 of the body of inlined call 1. Constants: 5 is I64, 5i I32, 5p Ptr, 0x…d and 0x…f the bits of F64 and F32. @"s"+8 is a symbol's address, &0+8 an area's, #"s" a function's id.
using System.Globalization;
using System.Text;
using GoClr.Abi;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.IR;

public static class Dump
{
    /// <param name="names">With the names of variables; without, the text is for Parse alone.</param>
    public static string Text(Function f, SymbolTable? syms, bool names = true)
    {
        var d = new Writer(f, syms) { Names = names };
        d.Func();
        return d.S.ToString();
    }

    public static string TypeName(IrType t) => t switch { IrType.Void => "void", IrType.I32 => "i32", IrType.I64 => "i64", IrType.F32 => "f32", IrType.F64 => "f64", IrType.Ptr => "ptr" };

    /// <summary>One value, for messages.</summary>
    public static string Value(Function f, SymbolTable? syms, int id)
    {
        var d = new Writer(f, syms);
        if (id <= 0 || id >= f.Values.Count) return $"v{id}?";
        if (Verify.IsStatement(f.Values[id].Op)) d.Stmt(id);
        else d.Expr(id);
        return d.S.ToString().Trim();
    }

    private sealed class Writer(Function f, SymbolTable? syms)
    {
        public readonly StringBuilder S = new();
        public bool Names = true;

        public void Func()
        {
            S.Append("func ").Append(Quote(f.Symbol));
            for (int i = 0; i < f.Params.Count; i++) S.Append(i == 0 ? " " : ", ").Append(Var(f.Params[i])).Append(' ').Append(TypeName(f.Vars[f.Params[i]].Type)).Append(f.Vars[f.Params[i]].Length ? " len" : "");
            S.Append(" ->");
            foreach (var r in f.Results) S.Append(' ').Append(TypeName(r));
            if (f.DisplayName != f.Symbol) S.Append(" name ").Append(Quote(f.DisplayName));
            if (f.File != "") S.Append(" file \"").Append(f.File).Append('"');
            if (f.StartLine != 0) S.Append(" line ").Append(f.StartLine);
            if (f.Flags != 0) S.Append(" flags ").Append((int)f.Flags);
            if (f.NoPreempt) S.Append(" nopreempt");
            if (f.NoInline) S.Append(" noinline");
            if (f.DupOk) S.Append(" dupok");
            if (f.ExitBlock >= 0) S.Append(" exit b").Append(f.ExitBlock);
            if (f.DeferVar >= 0) S.Append(" defer ").Append(Var(f.DeferVar));
            if (f.DeferClosures.Count > 0)
            {
                S.Append(" closures");
                foreach (int c in f.DeferClosures) S.Append(' ').Append(Var(c));
            }
            S.Append('\n');
            foreach (var n in f.Inlined)
            {
                S.Append("inlined ").Append(n.Parent).Append(' ').Append(n.Line).Append(' ').Append(Quote(n.Symbol)).Append(' ').Append(n.StartLine).Append(' ').Append((int)n.Flags);
                if (n.Name != n.Symbol) S.Append(" name ").Append(Quote(n.Name));
                if (n.File != f.File) S.Append(" file ").Append(Quote(n.File));
                S.Append('\n');
            }
            for (int i = 0; i < f.Vars.Count; i++)
                if (f.Vars[i].ParamIndex < 0) S.Append("var ").Append(Var(i)).Append(' ').Append(TypeName(f.Vars[i].Type)).Append(f.Vars[i].Length ? " len\n" : "\n");
            foreach (var a in f.Areas)
            {
                S.Append("area ").Append(a.Size).Append(' ').Append(a.Align);
                if (a.PtrMask != null)
                {
                    S.Append(" ptrs");
                    foreach (ulong m in a.PtrMask) S.Append(' ').Append(m.ToString("x", CultureInfo.InvariantCulture));
                }
                S.Append('\n');
            }
            foreach (var b in f.Blocks)
            {
                S.Append('b').Append(b.Id).Append(b.NoPoll ? ": nopoll\n" : ":\n");
                foreach (int s in b.Stmts) Stmt(s);
            }
        }

        private string Var(int v)
        {
            if (!Names) return "%" + v.ToString(CultureInfo.InvariantCulture);
            var name = new StringBuilder("%");
            foreach (char c in v >= 0 && v < f.Vars.Count ? f.Vars[v].Name ?? "v" : "bad")
                if (char.IsAsciiLetterOrDigit(c) || c is '_' or '.') name.Append(c);
            return name.Append('.').Append(v).ToString();
        }

        private string Sym(int s) => Quote(syms == null || s < 0 || s >= syms.Count ? "sym" + s : syms[s]);
        private static string Quote(string s) => "\"" + s.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

        public void Stmt(int id)
        {
            var v = f.Values[id];
            S.Append("  ");
            switch (v.Op)
            {
                case Op.Nop: S.Append("nop"); break;
                case Op.SetVar: S.Append(Var(v.A)).Append(" = "); Expr(v.B); break;
                case Op.Store: S.Append("st.").Append(v.Mem.ToString().ToLowerInvariant()).Append(' '); Expr(v.A); S.Append(", ").Append(v.Imm).Append(" = "); Expr(v.B); break;
                case Op.StorePtr: S.Append("stp "); Expr(v.A); S.Append(", ").Append(v.Imm).Append(" = "); Expr(v.B); break;
                case Op.MoveMem: S.Append("move "); Expr(v.A); S.Append(", "); Expr(v.B); S.Append(", ").Append(v.Imm); if ((v.Flags & ValueFlags.Overlap) != 0) S.Append(" overlap"); break;
                case Op.ZeroMem: S.Append("zero "); Expr(v.A); S.Append(", ").Append(v.Imm); break;
                case Op.KeepAlive: S.Append("keep "); Expr(v.A); break;
                case Op.Check:
                    S.Append("check "); Expr(v.A); S.Append(' ').Append((PanicKind)v.Imm);
                    if (v.B != 0) { S.Append(' '); Expr(v.B); }
                    if (v.C != 0) { S.Append(", "); Expr(v.C); }
                    break;
                case Op.Call: Call(f.Calls[v.A]); break;
                case Op.Jump: S.Append("jump b").Append(v.A); break;
                case Op.If:
                    S.Append("if "); Expr(v.A); S.Append(" b").Append(v.B).Append(" b").Append(v.C);
                    if ((v.Flags & ValueFlags.Unlikely) != 0) S.Append(" unlikely");
                    if ((v.Flags & ValueFlags.Likely) != 0) S.Append(" likely");
                    break;
                case Op.Switch:
                    S.Append("switch "); Expr(v.A);
                    for (int i = 0; i < v.C; i++) S.Append(" b").Append(f.Extra[v.B + i]);
                    break;
                case Op.Return:
                    S.Append("ret");
                    for (int i = 0; i < v.C; i++) { S.Append(i == 0 ? " " : ", "); Expr(f.Extra[v.B + i]); }
                    break;
                case Op.Unreachable: S.Append("unreachable"); break;
                default: S.Append("?? "); Expr(id); break;
            }
            if (v.Line != 0) S.Append(" ;").Append(v.Line);
            if (v.Line != 0 && v.Inl != 0) S.Append('@').Append(v.Inl);
            S.Append('\n');
        }

        private void Call(CallInfo c)
        {
            for (int i = 0; i < c.Results.Length; i++) S.Append(i == 0 ? "" : ", ").Append(c.Results[i] < 0 ? "_" + TypeName(c.ResultTypes[i]) : Var(c.Results[i]));
            if (c.Results.Length > 0) S.Append(" = ");
            switch (c.Kind)
            {
                case CalleeKind.Direct: S.Append("call @").Append(Sym(c.Symbol)); break;
                case CalleeKind.Closure: S.Append("calli ").Append(Var(c.Target)); break;
                case CalleeKind.Interface: S.Append("callm ").Append(Var(c.Target)).Append(' ').Append(c.Slot); break;
            }
            S.Append('(');
            for (int i = 0; i < c.Args.Length; i++) { if (i > 0) S.Append(", "); Expr(c.Args[i]); }
            S.Append(") ").Append(c.Class switch { CallClass.None => "none", CallClass.PanicOnly => "panics", CallClass.Suspends => "suspends" });
            if (c.Tail) S.Append(" tail");
            if (c.NoReturn) S.Append(" noreturn");
        }

        private void Off(long imm) { if (imm != 0) S.Append(imm > 0 ? "+" : "").Append(imm); }

        public void Expr(int id)
        {
            if (id <= 0 || id >= f.Values.Count) { S.Append("v").Append(id).Append('?'); return; }
            var v = f.Values[id];
            switch (v.Op)
            {
                case Op.Const: S.Append(v.Imm).Append(v.Type switch { IrType.I32 => "i", IrType.Ptr => "p", _ => "" }); return;
                case Op.FConst: S.Append("0x").Append(v.Imm.ToString("x", CultureInfo.InvariantCulture)).Append(v.Type == IrType.F32 ? "F" : "D"); return;
                case Op.Var: S.Append(Var(v.A)); return;
                case Op.SymAddr: S.Append('@').Append(Sym(v.A)); Off(v.Imm); return;
                case Op.FuncId: S.Append('#').Append(Sym(v.A)); return;
                case Op.AreaAddr: S.Append('&').Append(v.A); Off(v.Imm); return;
                case Op.Load: S.Append("ld.").Append((v.Flags & ValueFlags.Length) != 0 ? "len" : v.Mem.ToString().ToLowerInvariant()).Append('('); Expr(v.A); S.Append(", ").Append(v.Imm).Append(')'); return;
                case Op.NativeExpr:
                    S.Append("native.").Append(TypeName(v.Type)).Append(' ').Append(Sym(v.A)).Append('(');
                    for (int i = 0; i < v.C; i++) { if (i > 0) S.Append(", "); Expr(f.Extra[v.B + i]); }
                    S.Append(')');
                    return;
            }
            S.Append(v.Op.ToString().ToLowerInvariant()).Append('.').Append(TypeName(v.Type)).Append('(');
            int n = Verify.Operands(v.Op);
            if (n > 0) Expr(v.A);
            if (n > 1) { S.Append(", "); Expr(v.B); }
            if (n > 2) { S.Append(", "); Expr(v.C); }
            S.Append(')');
        }
    }
}
