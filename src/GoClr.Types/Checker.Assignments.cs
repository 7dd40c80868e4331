// Initialisation and assignment: single, n:n, from one multi-valued expression, comma-ok, and short variable declarations.
using System.Collections.Generic;
using System.Text;
using GoClr.Syntax;
using static GoClr.Types.TypeOps;

namespace GoClr.Types;

public sealed partial class Checker
{
    /// <summary>
    /// x is assigned to a variable of type T (null: the blank identifier), converting untyped x. context ends the message:
    /// "cannot use x as T value in CONTEXT". After an error x is invalid.
    /// </summary>
    internal void Assignment(Operand x, Type? T, string context)
    {
        SingleValue(x);
        switch (x.Mode)
        {
            case OperandMode.Invalid:
                return;
            case OperandMode.NilValue or OperandMode.Constant or OperandMode.Variable or OperandMode.MapIndex or OperandMode.Value
                or OperandMode.CommaOk or OperandMode.CommaErr:
                break;
            default:
                Error(x, $"cannot assign {x} to {T} in {context}");
                x.Invalidate();
                return;
        }

        if (IsUntyped(x.Type))
        {
            var target = T;
            if (x.IsNil)
            {
                if (T == null)
                {
                    Error(x, $"use of untyped nil in {context}");
                    x.Invalidate();
                    return;
                }
            }
            else if (T == null || IsNonTypeParamInterface(T)) target = Default(x.Type);
            var t = ImplicitTypeAndValue(x, target!, out var val, out var fail);
            if (t == null)
            {
                string tail = fail switch { ConvFail.Truncated => " (truncated)", ConvFail.Overflows => " (overflows)", _ => "" };
                Error(x, $"cannot use {x} as {target} value in {context}{tail}");
                x.Invalidate();
                return;
            }
            if (val != null)
            {
                x.Value = val;
                UpdateExprVal(x.Expr, val);
            }
            if (t != x.Type)
            {
                x.Type = t;
                UpdateExprType(x.Expr, t, false);
            }
        }

        if (x.Type is SignatureT { TypeParams.Count: > 0 })
        {
            NonGeneric(NewTarget(T, context), x);
            if (!x.IsValid) return;
        }
        if (T == null) return;

        if (ReferenceEquals(x.Type, T)) return;
        var cause = new Cause();
        if (AssignableTo(x, T, cause)) return;
        if (cause.Text != "") Error(x, $"cannot use {x} as {T} value in {context}: {cause.Text}");
        else Error(x, $"cannot use {x} as {T} value in {context}");
        x.Invalidate();
    }

    // ------------------------------------------------------------ one variable

    internal void InitConst(Const lhs, Operand x)
    {
        if (!x.IsValid || !IsValid(x.Type) || lhs.Type != null && !IsValid(lhs.Type))
        {
            lhs.Type ??= Universe.Invalid;
            return;
        }
        if (!x.IsConst)
        {
            Error(x, $"{x} is not constant");
            lhs.Type ??= Universe.Invalid;
            return;
        }
        lhs.Type ??= x.Type;
        Assignment(x, lhs.Type, "constant declaration");
        if (x.IsValid) lhs.Value = x.Value!;
    }

    /// <summary>Initialises lhs with x; a variable without type gets x's.</summary>
    internal void InitVar(Var lhs, Operand x, string context)
    {
        if (!x.IsValid || !IsValid(x.Type) || lhs.Type != null && !IsValid(lhs.Type))
        {
            lhs.Type ??= Universe.Invalid;
            x.Invalidate();
            return;
        }
        if (lhs.Type == null)
        {
            var t = x.Type;
            if (IsUntyped(t))
            {
                if (t == Universe.UntypedNil)
                {
                    Error(x, $"use of untyped nil in {context}");
                    lhs.Type = Universe.Invalid;
                    x.Invalidate();
                    return;
                }
                t = Default(t);
            }
            lhs.Type = t;
        }
        Assignment(x, lhs.Type, context);
    }

    /// <summary>The variable that a name on the left-hand side denotes, if this package may track its use.</summary>
    private Var? LhsUse(Expr lhs) => Extent.Unparen(lhs) is Name n && LookupName(n.Value) is Var v && v.Pkg == Pkg ? v : null;

    /// <summary>Type of an expression that is assigned to: null for _, Invalid after an error.</summary>
    private Type? LhsVar(Expr lhs)
    {
        if (Extent.Unparen(lhs) is Name { Value: "_" } blank)
        {
            RecordDef(blank, null);
            return null;
        }
        // Being assigned to is not a use.
        var v = LhsUse(lhs);
        bool used = v != null && v.Used;
        var x = new Operand();
        Expr(null, x, lhs);
        if (v != null) v.Used = used;

        if (!x.IsValid || !IsValid(x.Type)) return Universe.Invalid;
        if (x.Mode is OperandMode.Variable or OperandMode.MapIndex) return x.Type;
        if (x.Expr is SelectorExpr sel)
        {
            var op = new Operand();
            Expr(null, op, sel.X);
            if (op.Mode == OperandMode.MapIndex)
            {
                Error(x, $"cannot assign to struct field {x.Expr} in map");
                return Universe.Invalid;
            }
        }
        Error(x, $"cannot assign to {x.Expr} (neither addressable nor a map index expression)");
        return Universe.Invalid;
    }

    /// <summary>lhs = rhs, or lhs = x if x is given.</summary>
    private void AssignVar(Expr lhs, Expr? rhs, Operand? x, string context)
    {
        var t = LhsVar(lhs);
        if (t != null && !IsValid(t))
        {
            if (x != null) x.Invalidate();
            else Use(rhs);
            return;
        }
        if (x == null)
        {
            Target? target = t?.Underlying is SignatureT ? NewTarget(t, Printer.ExprString(lhs)) : null;
            x = new Operand();
            Expr(target, x, rhs!);
        }
        if (t == null && context == "assignment") context = "assignment to _ identifier";
        Assignment(x, t, context);
    }

    // ------------------------------------------------------------ mismatches

    /// <summary>(number, string, ...T): the types of arguments or variables for messages about their number.</summary>
    private string TypesSummary(List<Type?> list, bool variadic, bool hasDots)
    {
        var b = new StringBuilder("(");
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0) b.Append(", ");
            var t = list[i];
            bool last = i == list.Count - 1;
            if (last && variadic) b.Append("...");
            string s;
            if (!IsValid(t)) s = "unknown type";
            else if (IsUntyped(t!)) s = IsNumeric(t!) ? "number" : ((Basic)t!).Name.Replace("untyped ", ""); // no type is implied
            else if (last && variadic && t is SliceT sl) s = Sprintf($"{sl.Elem}");
            else s = Sprintf($"{t}");
            b.Append(s);
            if (last && hasDots) b.Append("...");
        }
        return b.Append(')').ToString();
    }

    private static List<Type?> TypesOf(List<Operand> list)
    {
        var r = new List<Type?>(list.Count);
        foreach (var x in list) r.Add(x.Type);
        return r;
    }

    private static List<Type?> TypesOf(List<Var> list)
    {
        var r = new List<Type?>(list.Count);
        foreach (var v in list) r.Add(v.Type);
        return r;
    }

    private static string Measure(int n, string unit) => n == 1 ? $"{n} {unit}" : $"{n} {unit}s";

    private void AssignError(List<Expr> rhs, int l, int r)
    {
        string vars = Measure(l, "variable"), vals = Measure(r, "value");
        if (rhs.Count == 1 && Extent.Unparen(rhs[0]) is CallExpr call) Error(rhs[0], $"assignment mismatch: {vars} but {call.Fun} returns {vals}");
        else Error(rhs[0], $"assignment mismatch: {vars} but {vals}");
    }

    private void ReturnError(Stmt at, List<Var> lhs, List<Operand> rhs)
    {
        int l = lhs.Count, r = rhs.Count;
        string qualifier = r > l ? "too many" : "not enough";
        var err = NewError();
        if (r > l) err.Add(rhs[l], $"{qualifier} return values");
        else if (r > 0) err.Add(rhs[r - 1], $"{qualifier} return values");
        else err.Add(at, $"{qualifier} return values");
        err.Add(default(Pos), $"have {TypesSummary(TypesOf(rhs), false, false)}");
        err.Add(default(Pos), $"want {TypesSummary(TypesOf(lhs), false, false)}");
        err.Report();
    }

    // ------------------------------------------------------------ several variables

    /// <summary>var lhs = rhs, lhs := rhs, and return rhs (returnStmt given).</summary>
    internal void InitVars(List<Var> lhs, List<Expr> rhs, Stmt? returnStmt)
    {
        int l = lhs.Count, r = rhs.Count;
        string context = returnStmt != null ? "return statement" : l > 1 ? "multiple assignment" : "assignment";

        // One variable and one call is left to the general case, for its better message.
        bool isCall = r == 1 && Extent.Unparen(rhs[0]) is CallExpr;
        if (l == r && !isCall)
        {
            var x = new Operand();
            for (int i = 0; i < l; i++)
            {
                string desc = returnStmt != null && lhs[i].Name == "" ? "result variable" : lhs[i].Name;
                Expr(NewTarget(lhs[i].Type, desc), x, rhs[i]);
                InitVar(lhs[i], x, context);
            }
            return;
        }

        if (r != 1)
        {
            if (UseList(rhs))
            {
                if (returnStmt != null) ReturnError(returnStmt, lhs, ExprList(rhs));
                else AssignError(rhs, l, r);
            }
            InvalidateUntyped(lhs);
            return;
        }

        var vals = MultiExpr(rhs[0], l == 2 && returnStmt == null, out bool commaOk);
        r = vals.Count;
        if (l == r)
        {
            for (int i = 0; i < l; i++) InitVar(lhs[i], vals[i], context);
            if (commaOk && vals[0].IsValid && vals[1].IsValid) RecordCommaOkTypes(rhs[0], vals[0], vals[1]);
            return;
        }
        if (vals[0].IsValid)
        {
            if (returnStmt != null) ReturnError(returnStmt, lhs, vals);
            else AssignError(rhs, l, r);
        }
        InvalidateUntyped(lhs);
    }

    private static void InvalidateUntyped(List<Var> lhs)
    {
        foreach (var v in lhs) v.Type ??= Universe.Invalid;
    }

    private void AssignVars(List<Expr> lhs, List<Expr> rhs)
    {
        int l = lhs.Count, r = rhs.Count;
        string context = l > 1 ? "multiple assignment" : "assignment";
        bool isCall = r == 1 && Extent.Unparen(rhs[0]) is CallExpr;
        if (l == r && !isCall)
        {
            for (int i = 0; i < l; i++) AssignVar(lhs[i], rhs[i], null, context);
            return;
        }
        if (r != 1)
        {
            bool okLhs = UseLhsList(lhs);
            bool okRhs = UseList(rhs);
            if (okLhs && okRhs) AssignError(rhs, l, r);
            return;
        }
        var vals = MultiExpr(rhs[0], l == 2, out bool commaOk);
        r = vals.Count;
        if (l == r)
        {
            for (int i = 0; i < l; i++) AssignVar(lhs[i], null, vals[i], context);
            if (commaOk && vals[0].IsValid && vals[1].IsValid) RecordCommaOkTypes(rhs[0], vals[0], vals[1]);
            return;
        }
        if (vals[0].IsValid) AssignError(rhs, l, r);
        UseLhsList(lhs);
    }

    private void ShortVarDecl(Pos pos, List<Expr> lhs, List<Expr> rhs)
    {
        int top = Delayed.Count;
        var scope = Env.Scope;
        HashSet<string>? seen = lhs.Count > 1 ? [] : null;
        var vars = new List<Var>(lhs.Count);
        var newVars = new List<Var>(lhs.Count);
        bool hasErr = false;
        foreach (var e in lhs)
        {
            Var? v = null;
            if (e is not Name ident)
            {
                UseLhs(e);
                Error(e, $"non-name {e} on left side of :=");
                hasErr = true;
            }
            else if (ident.Value != "_" && seen != null && !seen.Add(ident.Value))
            {
                Error(e, $"{e} repeated on left side of :=");
                hasErr = true;
            }
            else if (scope.Lookup(ident.Value) is { } alt)
            {
                RecordUse(ident, alt);
                v = alt as Var;
                if (v == null)
                {
                    Error(e, $"cannot assign to {e}");
                    hasErr = true;
                }
            }
            else
            {
                v = new Var(ident.Pos, Pkg, ident.Value, null, VarKind.Local);
                if (ident.Value != "_") newVars.Add(v);
                RecordDef(ident, v);
            }
            vars.Add(v ?? new Var(e.Pos, Pkg, "_", null, VarKind.Local));
        }

        InitVars(vars, rhs, null);

        // Function literals on the right see the scope without the new variables.
        ProcessDelayed(top);

        if (newVars.Count == 0 && !hasErr)
        {
            SoftError(pos, "no new variables on left side of :=");
            return;
        }
        // In scope from the end of the statement on; later statements start behind pos anyway, so its exact end does not matter.
        foreach (var v in newVars) Declare(scope, null, v, pos);
    }
}
