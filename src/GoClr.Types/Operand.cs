// An operand: the intermediate result of checking an expression. Checking functions take one, fill it, and leave it Invalid after an
// error was reported; consumers of an invalid operand stay silent, so one mistake gives one message.
//
// Type is meaningful for all modes but Invalid and NoValue; Value only for Constant; Id only for Builtin. Expr is the expression that
// produced the operand (for messages and for recording); it may be null only in operands that never reach a message.
using System;
using System.Collections.Generic;
using System.Text;
using GoClr.Syntax;
using static GoClr.Types.TypeOps;

namespace GoClr.Types;

internal sealed class Operand
{
    internal OperandMode Mode;
    internal Expr? Expr;
    internal Type Type = Universe.Invalid;
    internal ConstValue? Value;
    internal BuiltinId Id;

    internal Operand() { }

    internal Operand(OperandMode mode, Expr? expr, Type type, ConstValue? val = null)
    {
        Mode = mode;
        Expr = expr;
        Type = type;
        Value = val;
    }

    internal bool IsValid => Mode != OperandMode.Invalid;
    internal bool IsNil => Mode == OperandMode.NilValue;
    internal bool IsConst => Mode == OperandMode.Constant;
    internal Pos Pos => Expr?.Pos ?? default;

    internal void Invalidate() => Mode = OperandMode.Invalid;

    internal void Set(Operand o)
    {
        Mode = o.Mode;
        Expr = o.Expr;
        Type = o.Type;
        Value = o.Value;
        Id = o.Id;
    }

    internal Operand Clone()
    {
        var o = new Operand();
        o.Set(this);
        return o;
    }

    public override string ToString() => Checker.OperandString(null, this);
}

public sealed partial class Checker
{
    internal string OperandString(Operand x) => OperandString(this, x);

    /// <summary>
    /// expr (mode), expr (untyped kind mode), expr (mode value of type T), …: the expression, then in parentheses what kind of operand it is,
    /// its value if the expression does not already show it, and its type with a word for its structure.
    /// </summary>
    internal static string OperandString(Checker? check, Operand x)
    {
        Func<Package, string>? qualifier = check == null ? null : check.Qualifier;
        if (x.Mode == OperandMode.NilValue)
        {
            if (!IsValid(x.Type)) return "nil (with invalid type)";
            return x.Type == Universe.UntypedNil ? "nil" : $"nil (of type {TypeString.Of(x.Type, qualifier)})";
        }

        string expr = x.Expr != null ? Printer.ExprString(x.Expr) : x.Mode switch
        {
            OperandMode.Builtin => BuiltinName(x.Id),
            OperandMode.TypExpr => TypeString.Of(x.Type, qualifier),
            OperandMode.Constant => ConstOps.Format(x.Value),
            _ => "",
        };
        var b = new StringBuilder();
        if (expr.Length > 0) b.Append(expr).Append(" (");

        bool hasType = false;
        switch (x.Mode)
        {
            case OperandMode.Invalid or OperandMode.NoValue or OperandMode.Builtin or OperandMode.TypExpr:
                break;
            default:
                if (IsUntyped(x.Type)) b.Append(((Basic)x.Type).Name).Append(' ');
                else hasType = true;
                break;
        }
        b.Append(ModeText(x.Mode));
        if (x.Mode == OperandMode.Constant && ConstOps.Format(x.Value) is var val && val != expr) b.Append(' ').Append(val);

        if (hasType)
        {
            if (!IsValid(x.Type)) b.Append(" with invalid type");
            else
            {
                b.Append(" of ");
                if (IsGeneric(x.Type)) b.Append("generic ");
                var tpar = Unalias(x.Type) as TypeParam;
                if (tpar == null && x.Type is AliasT or Named)
                {
                    string what = CompositeKind(x.Type);
                    if (what == "" && x.Type.Underlying is Basic basic) what = basic.Name;
                    b.Append(what).Append(' ');
                }
                b.Append("type ").Append(TypeString.Of(x.Type, qualifier));
                if (tpar != null)
                {
                    // The constraint as written: computing its type set may report errors.
                    b.Append(" constrained by ").Append(TypeString.Of(tpar.Bound!, qualifier));
                    if (HasEmptyTypeSet(tpar)) b.Append(" with empty type set");
                }
            }
        }
        if (expr.Length > 0) b.Append(')');
        return b.ToString();
    }

    /// <summary>A word for the structure of t's underlying type; "" for basic types.</summary>
    internal static string CompositeKind(Type t) => t.Underlying switch
    {
        ArrayT => "array", SliceT => "slice", StructT => "struct", PointerT => "pointer", SignatureT => "func", InterfaceT => "interface",
        MapT => "map", ChanT => "chan", TupleT => "tuple", UnionT => "union", _ => "",
    };

    private static string ModeText(OperandMode mode) => mode switch
    {
        OperandMode.Invalid => "invalid operand",
        OperandMode.NoValue => "no value",
        OperandMode.Builtin => "built-in",
        OperandMode.TypExpr => "type",
        OperandMode.Constant => "constant",
        OperandMode.Variable => "variable",
        OperandMode.MapIndex => "map index expression",
        OperandMode.Value => "value",
        OperandMode.NilValue => "nil",
        OperandMode.CommaOk => "comma, ok expression",
        OperandMode.CommaErr => "comma, error expression",
        OperandMode.CgoFunc => "cgo function",
    };

    /// <summary>
    /// May x be assigned to a variable of type T (spec, "Assignability")? Never records types or values. On "no", cause may get an explanation.
    /// </summary>
    internal bool AssignableTo(Operand x, Type T, Cause? cause)
    {
        if (!x.IsValid || !IsValid(T)) return true; // reported where it became invalid
        var orig = T;
        var V = Unalias(x.Type);
        T = Unalias(T);
        if (Identical(V, T)) return true;

        Type vu = V.Underlying, tu = T.Underlying;
        var vp = V as TypeParam;
        var tp = T as TypeParam;

        if (IsUntyped(vu))
        {
            if (tp == null) return ImplicitTypeAndValue(x, T, out _, out _) != null;
            return TermsAll(tp, t => t != null && ImplicitTypeAndValue(x, t.Type, out _, out _) != null);
        }

        if (Identical(vu, tu) && (!HasName(V) || !HasName(T)) && vp == null && tp == null) return true;

        // A pointer to an interface goes through here too: Implements explains that mistake.
        if (tu is InterfaceT && tp == null || IsInterfacePtr(tu))
        {
            if (Implements(V, T, false, cause)) return true;
            if (vp == null) return false;
            if (cause != null) cause.Text = "";
        }

        if (vu is InterfaceT && vp == null && Implements(T, V, false, null))
        {
            if (cause != null) cause.Text = "need type assertion";
            return false;
        }

        if (vu is ChanT { Dir: ChanDir.Both } vc && tu is ChanT tc && Identical(vc.Elem, tc.Elem)) return !HasName(V) || !HasName(T);

        if (vp == null && tp == null) return false;

        // One of them is a type parameter: the rule must hold for each type of its type set.
        if (!HasName(V) && tp != null)
        {
            return TermsAll(tp, t =>
            {
                if (t == null) return false;
                if (AssignableTo(x, t.Type, cause)) return true;
                Extend(cause, $"cannot assign {x.Type} to {t.Type} (in {tp})");
                return false;
            });
        }
        if (vp != null && !HasName(T))
        {
            var y = x.Clone();
            return TermsAll(vp, t =>
            {
                if (t == null) return false;
                y.Type = t.Type;
                if (AssignableTo(y, T, cause)) return true;
                Extend(cause, $"cannot assign {t.Type} (in {vp}) to {orig}");
                return false;
            });
        }
        return false;
    }

    /// <summary>Puts a line in front of the explanation so far.</summary>
    private void Extend(Cause? cause, [System.Runtime.CompilerServices.InterpolatedStringHandlerArgument("")] MessageText text)
    {
        if (cause == null) return;
        cause.Text = cause.Text.Length > 0 ? text + "\n\t" + cause.Text : text.ToString();
    }
}

public sealed partial class Checker
{
    /// <summary>Text of a string literal (a tag, an import path); null if malformed.</summary>
    internal static string? UnquoteString(string literal) => ConstOps.Unquote(literal) is { } b ? Encoding.UTF8.GetString(b) : null;
}
