// for … range over arrays, slices, strings, maps, channels, integers and functions.
using System.Collections.Generic;
using GoClr.Syntax;
using static GoClr.Types.TypeOps;

namespace GoClr.Types;

public sealed partial class Checker
{
    private void RangeStmt(ForStmt s, RangeClause clause)
    {
        Expr? sKey = clause.Lhs, sValue = null, sExtra = null;
        if (clause.Lhs is ListExpr l)
        {
            sKey = l.ElemList[0];
            if (l.ElemList.Count > 1) sValue = l.ElemList[1];
            if (l.ElemList.Count > 2) sExtra = l.ElemList[2];
        }

        var x = new Operand();
        Expr(null, x, clause.X);
        Type? key = null, val = null;
        if (x.IsValid)
        {
            bool ok = RangeKeyVal(x.Type, out key, out val, out string cause);
            if (!ok && cause != "") SoftError(x, $"cannot range over {x}: {cause}");
            else if (!ok) SoftError(x, $"cannot range over {x}");
            else if (key == null && sKey != null) SoftError(sKey, $"range over {x} permits no iteration variables");
            else if (val == null && sValue != null) SoftError(sValue, $"range over {x} permits only one iteration variable");
            else if (sExtra != null) SoftError(sExtra, "range clause permits at most two iteration variables");
        }

        // The variables live in the for statement's scope, which the range expression does not see.
        OpenScope(s, "range");
        bool overInt = x.IsValid && IsInteger(x.Type);
        if (clause.Def)
        {
            var vars = new List<Var>(2);
            for (int i = 0; i < 2; i++)
            {
                var lhs = i == 0 ? sKey : sValue;
                if (lhs == null) continue;
                Var v;
                if (lhs is Name ident)
                {
                    v = new Var(ident.Pos, Pkg, ident.Value, null, VarKind.Local);
                    RecordDef(ident, v);
                    if (ident.Value != "_") vars.Add(v);
                }
                else
                {
                    Error(lhs, $"invalid syntax tree: cannot declare {lhs}");
                    v = new Var(lhs.Pos, Pkg, "_", null, VarKind.Local);
                }
                var t = i == 0 ? key : val;
                if (t == null || t == Universe.Invalid)
                {
                    v.Type = Universe.Invalid;
                    v.Used = true;
                }
                else if (overInt) InitVar(v, x, "range clause");
                else InitVar(v, new Operand(OperandMode.Value, lhs, t), "assignment");
            }
            if (vars.Count > 0) foreach (var v in vars) Declare(Env.Scope, null, v, s.Body.Pos);
            else Error(s, "no new variables on left side of :=");
        }
        else if (sKey != null)
        {
            for (int i = 0; i < 2; i++)
            {
                var lhs = i == 0 ? sKey : sValue;
                var t = i == 0 ? key : val;
                if (lhs == null || t == null || t == Universe.Invalid) continue;
                if (overInt)
                {
                    AssignVar(lhs, null, x, "range clause");
                    // An untyped x got the variable's type.
                    if (x.IsValid && !IsInteger(x.Type)) SoftError(lhs, $"cannot use iteration variable of type {x.Type}");
                }
                else AssignVar(lhs, null, new Operand(OperandMode.Value, lhs, t), "assignment");
            }
        }
        else if (overInt) Assignment(x, null, "range clause"); // an untyped x gets its default type
        CheckStmt(s.Body);
    }

    /// <summary>Types of the iteration values of a range over t (null: there is none). False: no range over t, cause says why if there is more to say.</summary>
    private bool RangeKeyVal(Type t, out Type? key, out Type? val, out string cause)
    {
        key = val = Universe.Invalid;
        cause = "";
        var u = CommonUnder(this, t, (t, u) => u is ChanT { Dir: ChanDir.SendOnly } ? Sprintf($"receive from send-only channel {t}") : null, out string? why);
        if (u == null)
        {
            cause = why ?? "";
            return false;
        }
        switch (ArrayPtrDeref(u))
        {
            case Basic b when IsString(b):
                key = Universe.Int;
                val = Universe.Rune;
                return true;
            case Basic b when IsInteger(b):
                if (!AllowVersion(22))
                {
                    cause = "requires go1.22 or later";
                    return false;
                }
                key = t;
                val = null;
                return true;
            case ArrayT a:
                key = Universe.Int;
                val = a.Elem;
                return true;
            case SliceT s:
                key = Universe.Int;
                val = s.Elem;
                return true;
            case MapT m:
                key = m.Key;
                val = m.Elem;
                return true;
            case ChanT c:
                key = c.Elem;
                val = null;
                return true;
            case SignatureT f:
                return RangeFunc(f, ref key, ref val, out cause);
        }
        key = val = null;
        return false;
    }

    private bool RangeFunc(SignatureT f, ref Type? key, ref Type? val, out string cause)
    {
        const string Form = "func must be func(yield func(...) bool): ";
        if (!AllowVersion(23))
        {
            cause = "requires go1.23 or later";
            return false;
        }
        if (f.Params.Count != 1)
        {
            cause = Form + "wrong argument count";
            return false;
        }
        if (f.Results.Count != 0)
        {
            cause = Form + "unexpected results";
            return false;
        }
        if (CommonUnder(this, f.Params.Vars[0].Type!, null, out string? why) is not SignatureT cb)
        {
            cause = Form + (why != null ? "in yield type, " + why : "argument is not func");
            return false;
        }
        if (cb.Params.Count > 2)
        {
            cause = Form + "yield func has too many parameters";
            return false;
        }
        if (cb.Results.Count != 1 || !Identical(cb.Results.Vars[0].Type, Universe.Bool))
        {
            cause = Form + (cb.Results.Count == 1 && IsBoolean(cb.Results.Vars[0].Type!)
                ? "yield func returns user-defined boolean, not bool" : "yield func does not return bool");
            return false;
        }
        if (cb.Variadic)
        {
            cause = Sprintf($"yield func of type {cb} cannot be variadic");
            return false;
        }
        cause = "";
        key = cb.Params.Count >= 1 ? cb.Params.Vars[0].Type : null;
        val = cb.Params.Count >= 2 ? cb.Params.Vars[1].Type : null;
        return true;
    }
}
