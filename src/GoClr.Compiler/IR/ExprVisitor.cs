// Walks the expressions of statements. A subclass says what happens at leaves and inner nodes; nodes may be changed in place.
using System.Runtime.InteropServices;

namespace GoClr.Compiler.IR;

internal abstract class ExprVisitor(Function f)
{
    protected readonly Function F = f;

    protected ref Value V(int id) => ref CollectionsMarshal.AsSpan(F.Values)[id];

    /// <summary>A Const, FConst, Var, SymAddr, FuncId, AreaAddr or RecoverTok.</summary>
    protected virtual void Leaf(int id) { }

    /// <summary>Any other node, after its operands.</summary>
    protected virtual void Inner(int id) { }

    /// <summary>The variable through which a call goes.</summary>
    protected virtual void Target(CallInfo c) { }

    protected void Stmt(int s)
    {
        var v = F.Values[s];
        switch (v.Op)
        {
            case Op.SetVar: Expr(v.B); break;
            case Op.Store or Op.StorePtr or Op.MoveMem:
                Expr(v.A);
                Expr(v.B);
                break;
            case Op.ZeroMem or Op.KeepAlive or Op.If or Op.Switch: Expr(v.A); break;
            case Op.Check:
                Expr(v.A);
                if (v.B != 0) Expr(v.B);
                if (v.C != 0) Expr(v.C);
                break;
            case Op.Call:
                var c = F.Calls[v.A];
                if (c.Target >= 0) Target(c);
                foreach (int a in c.Args) Expr(a);
                break;
            case Op.Return:
                for (int i = 0; i < v.C; i++) Expr(F.Extra[v.B + i]);
                break;
        }
    }

    protected virtual void Expr(int id)
    {
        var v = F.Values[id];
        switch (v.Op)
        {
            case Op.Const or Op.FConst or Op.Var or Op.SymAddr or Op.FuncId or Op.AreaAddr or Op.RecoverTok: Leaf(id); return;
            case Op.NativeExpr:
                for (int i = 0; i < v.C; i++) Expr(F.Extra[v.B + i]);
                break;
            default:
                int n = Verify.Operands(v.Op);
                if (n > 0) Expr(v.A);
                if (n > 1) Expr(v.B);
                if (n > 2) Expr(v.C);
                break;
        }
        Inner(id);
    }
}
