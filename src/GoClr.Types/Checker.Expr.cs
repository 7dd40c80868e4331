// Expressions: the dispatcher, unary and binary operations, shifts, comparisons, and the final types of untyped expressions.
//
// Checking runs top down. Each expression whose type is untyped when its checking ends is remembered (Untyped); what uses it fixes the
// final type by UpdateExprType, which walks down again: constants must be representable then, and the left operand of a non-constant
// shift must turn out to be an integer. What is left at the end of the package is recorded with its untyped type.
// So clients see run-time types everywhere.
using System.Collections.Generic;
using GoClr.Syntax;
using static GoClr.Types.TypeOps;

namespace GoClr.Types;

/// <summary>What kind of expression it was: decides whether it may stand as a statement.</summary>
internal enum ExprKind : byte { Conversion, Expression, Statement }

public sealed partial class Checker
{
    // ------------------------------------------------------------ entry points

    /// <summary>
    /// Checks any expression. T: the function type a generic function value is assigned to. hint: the element type of an enclosing composite literal.
    /// allowGeneric: x may be a generic function or type that is not instantiated.
    /// </summary>
    internal ExprKind RawExpr(Target? T, Operand x, Expr e, Type? hint, bool allowGeneric)
    {
        if (!DeepStack.HasRoom) return RawExprOnFreshStack(T, x, e, hint, allowGeneric);
        var kind = ExprInternal(T, x, e, hint);
        if (!allowGeneric) NonGeneric(T, x);
        Record(x);
        return kind;
    }

    // Apart from RawExpr, which would otherwise pay for the closure in each call.
    private ExprKind RawExprOnFreshStack(Target? T, Operand x, Expr e, Type? hint, bool allowGeneric)
    {
        var kind = ExprKind.Expression;
        DeepStack.Run(() => kind = RawExpr(T, x, e, hint, allowGeneric));
        return kind;
    }

    /// <summary>A single value.</summary>
    internal void Expr(Target? T, Operand x, Expr e)
    {
        RawExpr(T, x, e, null, false);
        Exclude(x, noValue: true, builtin: true, typexpr: true);
        SingleValue(x);
    }

    /// <summary>A single value that may be a generic function.</summary>
    internal void GenericExpr(Operand x, Expr e, Type? hint = null)
    {
        RawExpr(null, x, e, hint, true);
        Exclude(x, noValue: true, builtin: true, typexpr: true);
        SingleValue(x);
    }

    internal void ExprWithHint(Operand x, Expr e, Type hint)
    {
        RawExpr(null, x, e, hint, false);
        Exclude(x, noValue: true, builtin: true, typexpr: true);
        SingleValue(x);
    }

    /// <summary>A value or a type.</summary>
    internal void ExprOrType(Operand x, Expr e, bool allowGeneric)
    {
        RawExpr(null, x, e, null, allowGeneric);
        Exclude(x, noValue: true, builtin: false, typexpr: false);
        SingleValue(x);
    }

    /// <summary>
    /// One or several values. allowCommaOk: a map index, receive or type assertion gives two, its value and an untyped bool.
    /// After an error the first is invalid.
    /// </summary>
    internal List<Operand> MultiExpr(Expr e, bool allowCommaOk, out bool commaOk)
    {
        var x = new Operand();
        RawExpr(null, x, e, null, false);
        Exclude(x, noValue: true, builtin: true, typexpr: true);
        commaOk = false;
        if (x.IsValid && x.Type is TupleT t)
        {
            var list = new List<Operand>(t.Count);
            for (int i = 0; i < t.Count; i++) list.Add(new Operand(OperandMode.Value, Dummy(e, Nth(i + 1) + " function result"), t.Vars[i].Type!));
            return list;
        }
        if (allowCommaOk && x.Mode is OperandMode.MapIndex or OperandMode.CommaOk or OperandMode.CommaErr)
        {
            commaOk = allowCommaOk;
            if (commaOk)
            {
                var second = x.Mode == OperandMode.CommaErr
                    ? new Operand(OperandMode.Value, Dummy(e, "err value of (comma, err) expression"), Universe.Error)
                    : new Operand(OperandMode.Value, Dummy(e, "ok value of (comma, ok) expression"), Universe.UntypedBool);
                return [x, second];
            }
        }
        return [x];
    }

    /// <summary>A made-up expression that stands for a value in messages. It has no index: nothing may be recorded for it.</summary>
    private static Name Dummy(Expr at, string text) => new() { Pos = Extent.StartPos(at), Value = text, Index = NoIndex };

    /// <summary>Index of expressions that are not in the tree.</summary>
    internal const int NoIndex = -1;

    private static string Nth(int n) => n switch { 1 => "1st", 2 => "2nd", 3 => "3rd", _ => n + "th" };

    private void Exclude(Operand x, bool noValue, bool builtin, bool typexpr)
    {
        switch (x.Mode)
        {
            case OperandMode.NoValue when noValue:
                if (typexpr) Error(x, $"{x} used as value");
                else Error(x, $"{x} used as value or type");
                break;
            case OperandMode.Builtin when builtin:
                Error(x, $"{x} must be called");
                break;
            case OperandMode.TypExpr when typexpr:
                Error(x, $"{x} is not an expression");
                break;
            default:
                return;
        }
        x.Invalidate();
    }

    private void SingleValue(Operand x)
    {
        if (x.Mode == OperandMode.Value && x.Type is TupleT)
        {
            Error(x, $"multiple-value {x} in single-value context");
            x.Invalidate();
        }
    }

    /// <summary>Reports a generic type or function that is not instantiated and cannot be inferred from T.</summary>
    private void NonGeneric(Target? T, Operand x)
    {
        if (!x.IsValid || x.Mode == OperandMode.NoValue) return;
        string what;
        switch (x.Type)
        {
            case AliasT or Named when IsGeneric(x.Type):
                what = "type";
                break;
            case SignatureT { TypeParams.Count: > 0 }:
                if (T != null)
                {
                    FuncInst(T, x.Pos, x, null, true);
                    return;
                }
                what = "function";
                break;
            default:
                return;
        }
        Error(x, $"cannot use generic {what} {x.Expr} without instantiation");
        x.Invalidate();
        x.Type = Universe.Invalid;
    }

    // ------------------------------------------------------------ dispatch

    private ExprKind ExprInternal(Target? T, Operand x, Expr e, Type? hint)
    {
        x.Mode = OperandMode.Invalid;
        x.Type = Universe.Invalid;
        x.Value = null;

        switch (e)
        {
            case BadExpr:
                break;
            case Name n:
                Ident(x, n, false);
                x.Expr = e;
                return ExprKind.Expression;
            case DotsType:
                Error(e, "invalid syntax tree: invalid use of ...");
                break;
            case BasicLit lit:
                if (!lit.Bad) BasicLit(x, lit);
                break;
            case FuncLit lit:
                FuncLit(x, lit);
                break;
            case CompositeLit lit:
                CompositeLit(x, lit, hint);
                break;
            case ParenExpr p:
                var kind = RawExpr(null, x, p.X, null, false);
                x.Expr = e;
                return kind;
            case SelectorExpr s:
                Selector(x, s, false);
                x.Expr = e;
                return ExprKind.Expression;
            case IndexExpr i:
                if (IndexExpr(x, i)) FuncInst(T, e.Pos, x, i, true);
                break;
            case SliceExpr s:
                SliceExpr(x, s);
                break;
            case AssertExpr a:
                AssertExpr(x, a);
                break;
            case TypeSwitchGuard g:
                Error(e, "invalid syntax tree: use of .(type) outside type switch");
                Use(g.X);
                break;
            case CallExpr c:
                return CallExpr(x, c);
            case ListExpr:
                Error(e, "invalid syntax tree: unexpected list of expressions");
                break;
            case Operation { Y: null, Op: Operator.Mul } o:
                Indirect(x, o);
                break;
            case Operation { Y: null } o:
                Unary(x, o);
                if (x.IsValid && o.Op == Operator.Recv)
                {
                    x.Expr = e;
                    return ExprKind.Statement;
                }
                break;
            case Operation o:
                Binary(x, e, o.X, o.Y!, o.Op);
                break;
            case KeyValueExpr:
                Error(e, "invalid syntax tree: no key:value expected");
                break;
            case Syntax.ArrayType or Syntax.SliceType or Syntax.StructType or Syntax.FuncType or Syntax.InterfaceType or Syntax.MapType or Syntax.ChanType:
                x.Mode = OperandMode.TypExpr;
                x.Type = Typ(e);
                break;
            default:
                Error(e, $"unexpected expression {e}");
                break;
        }
        x.Expr = e;
        return x.IsValid ? ExprKind.Expression : ExprKind.Statement; // after an error: no complaint about an unused value
    }

    private void AssertExpr(Operand x, AssertExpr e)
    {
        Expr(null, x, e.X);
        if (!x.IsValid) return;
        if (IsTypeParam(x.Type))
        {
            Error(x, $"{InvalidOp}cannot use type assertion on type parameter value {x}");
            x.Invalidate();
            return;
        }
        if (x.Type.Underlying is not InterfaceT)
        {
            Error(x, $"{InvalidOp}{x} is not an interface");
            x.Invalidate();
            return;
        }
        var t = VarType(e.Type);
        if (!IsValid(t) || !IsComplete(t))
        {
            x.Invalidate();
            return;
        }
        TypeAssertion(e, x, t, false);
        x.Mode = OperandMode.CommaOk;
        x.Type = t;
    }

    /// <summary>Reports x.(T) if no value of x's interface type can have dynamic type T.</summary>
    private void TypeAssertion(Expr e, Operand x, Type T, bool typeSwitch)
    {
        var cause = new Cause();
        if (IsInterface(T) || HasAllMethods(T, x.Type, false, Identical, cause)) return;
        if (typeSwitch) Error(e, $"impossible type switch case: {e}\n\t{x} cannot have dynamic type {T} {cause.Text}");
        else Error(e, $"impossible type assertion: {e}\n\t{T} does not implement {x.Type} {cause.Text}");
    }

    private void Indirect(Operand x, Operation e)
    {
        ExprOrType(x, e.X, false);
        switch (x.Mode)
        {
            case OperandMode.Invalid:
                return;
            case OperandMode.TypExpr:
                ValidVarType(e.X, x.Type);
                x.Type = new PointerT(x.Type);
                return;
        }
        Type? elem = null;
        bool ok;
        if (x.Type.Underlying is PointerT ptr)
        {
            elem = ptr.Elem;
            ok = true;
        }
        else ok = UnderIs(x.Type, u =>
        {
            if (u is not PointerT p)
            {
                Error(x, $"{InvalidOp}cannot indirect {x}");
                return false;
            }
            if (elem != null && !Identical(p.Elem, elem))
            {
                Error(x, $"{InvalidOp}pointers of {x} must have identical base types");
                return false;
            }
            elem = p.Elem;
            return true;
        });
        if (!ok || !IsComplete(elem))
        {
            x.Invalidate();
            return;
        }
        x.Mode = OperandMode.Variable;
        x.Type = elem!;
    }

    // ------------------------------------------------------------ unary operations

    private void Unary(Operand x, Operation e)
    {
        Expr(null, x, e.X);
        if (!x.IsValid) return;
        var op = e.Op;
        switch (op)
        {
            case Operator.And:
                // A composite literal is the exception to addressability.
                if (x.Mode != OperandMode.Variable && Extent.Unparen(e.X) is not Syntax.CompositeLit)
                {
                    Error(x, $"{InvalidOp}cannot take address of {x}");
                    x.Invalidate();
                    return;
                }
                x.Mode = OperandMode.Value;
                x.Type = new PointerT(x.Type);
                return;
            case Operator.Recv:
                if (ChanElem(Extent.StartPos(e.X), x, true) is { } elem && IsComplete(elem))
                {
                    x.Mode = OperandMode.CommaOk;
                    x.Type = elem;
                    Env.HasCallOrRecv = true;
                    return;
                }
                x.Invalidate();
                return;
            case Operator.Tilde:
                if (!AllInteger(x.Type))
                {
                    Error(e, "cannot use ~ outside of interface or type constraint");
                    x.Invalidate();
                    return;
                }
                Error(e, "cannot use ~ outside of interface or type constraint (use ^ for bitwise complement)");
                op = Operator.Xor;
                break;
        }
        bool defined = op switch
        {
            Operator.Add or Operator.Sub => AllNumeric(x.Type),
            Operator.Xor => AllInteger(x.Type),
            Operator.Not => AllBoolean(x.Type),
            _ => false,
        };
        if (!CheckDefined(defined, x, op)) return;

        if (x.IsConst)
        {
            if (ConstOps.IsUnknown(x.Value)) return;
            int prec = IsUnsigned(x.Type) ? (int)Sizes.Of(x.Type) * 8 : 0;
            x.Value = ConstOps.Unary(op, x.Value!, prec);
            x.Expr = e;
            Overflow(x, OpPos(e));
            return;
        }
        x.Mode = OperandMode.Value;
    }

    private bool CheckDefined(bool defined, Operand x, Operator op)
    {
        if (defined) return true;
        Error(x, $"{InvalidOp}operator {op.Text()} not defined on {x}");
        x.Invalidate();
        return false;
    }

    /// <summary>Element type of the channel x that is received from or sent to; null after an error.</summary>
    private Type? ChanElem(Pos pos, Operand x, bool recv)
    {
        var u = CommonUnder(this, x.Type, (t, u) =>
        {
            if (u == null) return "no specific channel type";
            if (u is not ChanT ch) return Sprintf($"non-channel {t}");
            if (recv && ch.Dir == ChanDir.SendOnly) return Sprintf($"send-only channel {t}");
            if (!recv && ch.Dir == ChanDir.RecvOnly) return Sprintf($"receive-only channel {t}");
            return null;
        }, out string? cause);
        if (u != null) return ((ChanT)u).Elem;

        string verb = recv ? "cannot receive from" : "cannot send to";
        if (IsTypeParam(x.Type)) Error(pos, $"{InvalidOp}{verb} {x}: {cause}");
        else Error(pos, $"{InvalidOp}{verb} {cause} {x}");
        return null;
    }

    // ------------------------------------------------------------ binary operations

    private static bool IsShift(Operator op) => op is Operator.Shl or Operator.Shr;
    private static bool IsComparison(Operator op) => op is >= Operator.Eql and <= Operator.Geq;

    /// <summary>lhs op rhs. e: the operation, or null for an assignment operation (lhs op= rhs).</summary>
    private void Binary(Operand x, Expr? e, Expr lhs, Expr rhs, Operator op)
    {
        var y = new Operand();
        Expr(null, x, lhs);
        Expr(null, y, rhs);
        if (!x.IsValid) return;
        if (!y.IsValid)
        {
            x.Invalidate();
            x.Expr = y.Expr;
            return;
        }
        if (IsShift(op))
        {
            Shift(x, y, e, op);
            return;
        }
        MatchTypes(x, y);
        if (!x.IsValid) return;
        if (IsComparison(op))
        {
            Comparison(x, y, op, false);
            return;
        }
        if (!Identical(x.Type, y.Type))
        {
            if (IsValid(x.Type) && IsValid(y.Type))
            {
                if (e != null) Error(x, $"{InvalidOp}{e} (mismatched types {x.Type} and {y.Type})");
                else Error(x, $"{InvalidOp}{lhs} {op.Text()}= {rhs} (mismatched types {x.Type} and {y.Type})");
            }
            x.Invalidate();
            return;
        }
        bool defined = op switch
        {
            Operator.Add => AllNumericOrString(x.Type),
            Operator.Sub or Operator.Mul or Operator.Div => AllNumeric(x.Type),
            Operator.Rem or Operator.And or Operator.Or or Operator.Xor or Operator.AndNot => AllInteger(x.Type),
            Operator.AndAnd or Operator.OrOr => AllBoolean(x.Type),
            _ => false,
        };
        if (!CheckDefined(defined, x, op)) return;

        if (op is Operator.Div or Operator.Rem && y.IsConst && (x.IsConst || AllInteger(x.Type)) && IsZeroDivisor(x, y))
        {
            Error(y, $"{InvalidOp}division by zero");
            x.Invalidate();
            return;
        }
        if (x.IsConst && y.IsConst)
        {
            if (ConstOps.IsUnknown(x.Value) || ConstOps.IsUnknown(y.Value))
            {
                x.Value = ConstValue.Unknown;
                return;
            }
            x.Value = ConstOps.Binary(x.Value!, op, y.Value!, op == Operator.Div && IsInteger(x.Type));
            x.Expr = e;
            Overflow(x, OpPos(e));
            return;
        }
        x.Mode = OperandMode.Value;
    }

    private static bool IsZeroDivisor(Operand x, Operand y)
    {
        if (ConstOps.Sign(y.Value!) == 0) return true;
        // |y|² may underflow to zero although y does not.
        if (!x.IsConst || !IsComplex(x.Type) || ConstOps.IsUnknown(y.Value)) return false;
        var re = ConstOps.Real(y.Value!);
        var im = ConstOps.Imag(y.Value!);
        return ConstOps.Sign(ConstOps.Binary(re, Operator.Mul, re, false)) == 0 && ConstOps.Sign(ConstOps.Binary(im, Operator.Mul, im, false)) == 0;
    }

    /// <summary>Converts an untyped operand to the type of the other, where that may work. After an error x is invalid.</summary>
    private void MatchTypes(Operand x, Operand y)
    {
        if (!MayConvert(x, y)) return;
        ConvertUntyped(x, y.Type);
        if (!x.IsValid) return;
        ConvertUntyped(y, x.Type);
        if (!y.IsValid) x.Invalidate();
    }

    /// <summary>False: the operands cannot match, or match as they are; a type mismatch is then the better message.</summary>
    private static bool MayConvert(Operand x, Operand y)
    {
        if (IsTyped(x.Type) && IsTyped(y.Type)) return false;
        if (AllNumeric(x.Type) != AllNumeric(y.Type)) return false;
        if (IsNonTypeParamInterface(x.Type) || IsNonTypeParamInterface(y.Type)) return true;
        if (AllBoolean(x.Type) != AllBoolean(y.Type)) return false;
        if (AllString(x.Type) != AllString(y.Type)) return false;
        if (x.IsNil) return HasNil(y.Type);
        if (y.IsNil) return HasNil(x.Type);
        return x.Type.Underlying is not PointerT && y.Type.Underlying is not PointerT;
    }

    /// <summary>x op y for the comparison operators; switchCase: x is a case value of a switch on y.</summary>
    private void Comparison(Operand x, Operand y, Operator op, bool switchCase)
    {
        if (!IsValid(x.Type) || !IsValid(y.Type))
        {
            x.Invalidate();
            return;
        }
        if (switchCase) op = Operator.Eql;

        Operand? bad = null; // the operand to blame
        string cause = "";
        if (!AssignableTo(x, y.Type, null) && !AssignableTo(y, x.Type, null))
        {
            bad = y;
            cause = Sprintf($"mismatched types {x.Type} and {y.Type}");
        }
        else if (op is Operator.Eql or Operator.Neq)
        {
            if (x.IsNil || y.IsNil)
            {
                if (!HasNil(x.IsNil ? y.Type : x.Type)) bad = y;
            }
            else if (!Comparable(x.Type))
            {
                bad = x;
                cause = IncomparableCause(x.Type);
            }
            else if (!Comparable(y.Type))
            {
                bad = y;
                cause = IncomparableCause(y.Type);
            }
        }
        else if (!AllOrdered(x.Type)) bad = x;
        else if (!AllOrdered(y.Type)) bad = y;

        if (bad == null)
        {
            if (x.IsConst && y.IsConst)
            {
                x.Value = ConstOps.MakeBool(ConstOps.Compare(x.Value!, op, y.Value!));
            }
            else
            {
                x.Mode = OperandMode.Value;
                UpdateExprType(x.Expr, Default(x.Type), true);
                UpdateExprType(y.Expr, Default(y.Type), true);
            }
            x.Type = Universe.UntypedBool;
            return;
        }

        string opText = op.Text();
        if (cause == "")
        {
            if (IsTypeParam(x.Type) || IsTypeParam(y.Type))
            {
                if (!IsTypeParam(x.Type)) bad = y;
                cause = Sprintf($"type parameter {bad.Type} cannot use operator {opText}");
            }
            else
            {
                string what = CompositeKind(bad.Type);
                if (what == "") what = Sprintf($"{bad.Type}");
                cause = $"operator {opText} not defined on {what}";
            }
        }
        if (switchCase) Error(x, $"invalid case {x.Expr} in switch on {y.Expr} ({cause})");
        else Error(bad, $"{InvalidOp}{x.Expr} {opText} {y.Expr} ({cause})");
        x.Invalidate();
    }

    private string IncomparableCause(Type t)
    {
        if (t.Underlying is SliceT or SignatureT or MapT) return CompositeKind(t) + " can only be compared to nil";
        return TypeOps.IncomparableCause(this, t, true) ?? "";
    }

    // ------------------------------------------------------------ shifts

    private void Shift(Operand x, Operand y, Expr? e, Operator op)
    {
        ConstValue? xval = x.IsConst ? ConstOps.ToInt(x.Value!) : null;
        if (!AllInteger(x.Type) && !(IsUntyped(x.Type) && xval is IntConst))
        {
            Error(x, $"{InvalidOp}shifted operand {x} must be integer");
            x.Invalidate();
            return;
        }

        // The count: an integer, or an untyped constant that is a uint. It is not converted.
        ConstValue? yval = null;
        if (y.IsConst)
        {
            yval = ConstOps.ToInt(y.Value!);
            if (yval is IntConst { Value.Sign: < 0 })
            {
                Error(y, $"{InvalidOp}negative shift count {y}");
                x.Invalidate();
                return;
            }
            if (IsUntyped(y.Type))
            {
                Representable(y, Universe.Uint);
                if (!y.IsValid)
                {
                    x.Invalidate();
                    return;
                }
            }
        }
        else if (AllInteger(y.Type))
        {
            if (!AllUnsigned(y.Type) && !AllowVersion(13))
            {
                VerifyVersion(y, 13, Sprintf($"{InvalidOp}signed shift count {y}"));
                x.Invalidate();
                return;
            }
        }
        else if (IsUntyped(y.Type))
        {
            ConvertUntyped(y, Universe.Uint);
            if (!y.IsValid)
            {
                x.Invalidate();
                return;
            }
        }
        else
        {
            Error(y, $"{InvalidOp}shift count {y} must be integer");
            x.Invalidate();
            return;
        }

        if (x.IsConst)
        {
            if (y.IsConst)
            {
                if (ConstOps.IsUnknown(x.Value) || ConstOps.IsUnknown(y.Value))
                {
                    x.Value = ConstValue.Unknown;
                    if (!IsInteger(x.Type)) x.Type = Universe.UntypedInt;
                    return;
                }
                const ulong Bound = 1023 - 1 + 52; // enough for the smallest float64
                if (!ConstOps.TryUInt64(yval!, out ulong s) || s > Bound)
                {
                    Error(y, $"{InvalidOp}invalid shift count {y}");
                    x.Invalidate();
                    return;
                }
                if (!IsInteger(x.Type)) x.Type = Universe.UntypedInt; // 2.0 << 1
                x.Value = ConstOps.Shift(xval!, op, (int)s);
                x.Expr = e;
                Overflow(x, OpPos(e));
                return;
            }
            if (IsUntyped(x.Type))
            {
                // 1 << n: the 1 gets the type that the whole expression gets from its context.
                if (x.Expr != null && Untyped.TryGetValue(x.Expr, out var info)) Untyped[x.Expr] = info with { IsLhs = true };
                x.Mode = OperandMode.Value;
                return;
            }
        }
        if (!AllInteger(x.Type))
        {
            Error(x, $"{InvalidOp}shifted operand {x} must be integer");
            x.Invalidate();
            return;
        }
        x.Mode = OperandMode.Value;
    }

    // ------------------------------------------------------------ final types

    /// <summary>
    /// Gives the remembered untyped expression x the type typ, and the operands that take part in it. final, or typ typed: that is its final
    /// type, which is recorded; else only what is remembered changes.
    /// </summary>
    private void UpdateExprType(Expr? x, Type typ, bool final)
    {
        if (x == null || !Untyped.TryGetValue(x, out var old)) return;
        if (!DeepStack.HasRoom)
        {
            UpdateOnFreshStack(x, typ, final);
            return;
        }

        switch (x)
        {
            case ParenExpr p:
                UpdateExprType(p.X, typ, final);
                break;
            case Operation o:
                // The operands of a constant never materialise; those of a comparison have their types already.
                if (old.Value != null) break;
                if (o.Y == null)
                {
                    if (o.Op == Operator.Mul) return;
                    UpdateExprType(o.X, typ, final);
                }
                else if (IsComparison(o.Op)) { }
                else if (IsShift(o.Op)) UpdateExprType(o.X, typ, final);
                else
                {
                    UpdateExprType(o.X, typ, final);
                    UpdateExprType(o.Y, typ, final);
                }
                break;
        }

        if (!final && IsUntyped(typ))
        {
            Untyped[x] = old with { Type = (Basic)typ.Underlying };
            return;
        }
        Untyped.Remove(x);

        if (old.IsLhs && !AllInteger(typ))
        {
            Error(x, $"{InvalidOp}shifted operand {x} (type {typ}) must be integer");
            return;
        }
        if (old.Value != null)
        {
            var c = new Operand(old.Mode, x, old.Type, old.Value);
            ConvertUntyped(c, typ);
            if (!c.IsValid) return;
        }
        RecordTypeAndValue(x, old.Mode, typ, old.Value);
    }

    private void UpdateOnFreshStack(Expr x, Type typ, bool final) => DeepStack.Run(() => UpdateExprType(x, typ, final));

    private void UpdateExprVal(Expr? x, ConstValue val)
    {
        if (x != null && Untyped.TryGetValue(x, out var info)) Untyped[x] = info with { Value = val };
    }
}
