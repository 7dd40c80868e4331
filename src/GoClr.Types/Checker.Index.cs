// Index and slice expressions, and constant indices.
//
// For an operand whose type is a type parameter all types of the type set must support the operation with the same element type.
using System.Collections.Generic;
using GoClr.Syntax;
using static GoClr.Types.TypeOps;

namespace GoClr.Types;

public sealed partial class Checker
{
    /// <summary>x[i]. True: x is a generic function and e its instantiation, not yet done.</summary>
    private bool IndexExpr(Operand x, IndexExpr e)
    {
        ExprOrType(x, e.X, true);
        switch (x.Mode)
        {
            case OperandMode.Invalid:
                Use(e.IndexArg);
                return false;
            case OperandMode.TypExpr:
                x.Invalidate();
                x.Type = VarType(e);
                if (IsValid(x.Type)) x.Mode = OperandMode.TypExpr;
                return false;
            case OperandMode.Value when x.Type.Underlying is SignatureT { TypeParams.Count: > 0 }:
                return true;
        }
        NonGeneric(null, x);
        if (!x.IsValid) return false;

        // Neither an incomplete type nor, through it, its element can be indexed.
        if (!IsComplete(x.Type)
            || x.Type.Underlying is PointerT { Elem: var pointee } && !IsComplete(pointee)
            || x.Type.Underlying is MapT { Elem: var mapElem } && !IsComplete(mapElem))
        {
            x.Invalidate();
            return false;
        }

        bool valid = false;
        long length = -1;
        switch (x.Type.Underlying)
        {
            case Basic b when IsString(b):
                valid = true;
                if (x.IsConst) length = ((x.Value as StringConst)?.Value.Length) ?? -1;
                x.Mode = OperandMode.Value;
                x.Type = Universe.Byte;
                break;
            case ArrayT a:
                valid = true;
                length = a.Len;
                if (x.Mode != OperandMode.Variable) x.Mode = OperandMode.Value;
                x.Type = a.Elem;
                break;
            case PointerT p when p.Elem.Underlying is ArrayT a:
                valid = true;
                length = a.Len;
                x.Mode = OperandMode.Variable;
                x.Type = a.Elem;
                break;
            case SliceT s:
                valid = true;
                x.Mode = OperandMode.Variable;
                x.Type = s.Elem;
                break;
            case MapT m:
                return MapIndex(x, e, m.Key, m.Elem);
            case InterfaceT when IsTypeParam(x.Type):
                if (!TypeParamIndex(x, out var key, out var elem, out var mode, out length)) break;
                if (key != null) return MapIndex(x, e, key, elem!);
                valid = true;
                x.Mode = mode;
                x.Type = elem!;
                break;
        }
        if (!valid)
        {
            Error(e.Pos, $"cannot index {x}");
            Use(e.IndexArg);
            x.Invalidate();
            return false;
        }
        Index(SingleIndex(e), length, out _);
        return false;
    }

    private bool MapIndex(Operand x, IndexExpr e, Type key, Type elem)
    {
        var k = new Operand();
        GenericExpr(k, SingleIndex(e));
        Assignment(k, key, "map index");
        // The element type is known even if the key is wrong.
        x.Mode = OperandMode.MapIndex;
        x.Type = elem;
        x.Expr = e;
        return false;
    }

    /// <summary>Indexing a value of type-parameter type: all types maps with one key type, or none; one element type.</summary>
    private static bool TypeParamIndex(Operand x, out Type? key, out Type? elem, out OperandMode mode, out long length)
    {
        Type? theKey = null, theElem = null;
        var theMode = OperandMode.Variable;
        long min = -1;
        bool ok = UnderIs(x.Type, u =>
        {
            long l = -1;
            Type? k = null, e = null;
            switch (u)
            {
                case Basic b when IsString(b):
                    e = Universe.Byte;
                    theMode = OperandMode.Value;
                    break;
                case ArrayT a:
                    l = a.Len;
                    e = a.Elem;
                    if (x.Mode != OperandMode.Variable) theMode = OperandMode.Value;
                    break;
                case PointerT p when p.Elem.Underlying is ArrayT a:
                    l = a.Len;
                    e = a.Elem;
                    break;
                case SliceT s:
                    e = s.Elem;
                    break;
                case MapT m:
                    k = m.Key;
                    e = m.Elem;
                    break;
            }
            if (e == null) return false;
            if (theElem == null)
            {
                (min, theKey, theElem) = (l, k, e);
                return true;
            }
            if ((theKey == null) != (k == null) || k != null && !Identical(theKey, k) || !Identical(theElem, e)) return false;
            if (l >= 0 && l < min) min = l;
            return true;
        });
        (key, elem, mode, length) = (theKey, theElem, theMode, min);
        return ok;
    }

    private Expr SingleIndex(IndexExpr e)
    {
        if (e.IndexArg is not ListExpr l) return e.IndexArg;
        Error(l.ElemList[1], InvalidOp + "more than one index");
        return l.ElemList[0];
    }

    /// <summary>
    /// Checks an index expression; max >= 0: it must be less. val: its constant value, or -1. The result is Invalid after an error.
    /// </summary>
    private Type Index(Expr index, long max, out long val)
    {
        val = -1;
        var x = new Operand();
        Expr(null, x, index);
        if (!IsValidIndex(x, "index", false)) return Universe.Invalid;
        if (!x.IsConst) return x.Type;
        if (ConstOps.IsUnknown(x.Value) || !ConstOps.TryInt64(x.Value!, out long v)) return Universe.Invalid;
        if (max >= 0 && v >= max)
        {
            Error(x, $"{InvalidArg}index {ConstOps.Format(x.Value)} out of bounds [0:{max}]");
            return Universe.Invalid;
        }
        val = v;
        return x.Type;
    }

    /// <summary>x is an integer, and if constant an int and (unless allowed) not negative. what: "index" or "length".</summary>
    private bool IsValidIndex(Operand x, string what, bool allowNegative)
    {
        if (!x.IsValid) return false;
        ConvertUntyped(x, Universe.Int);
        if (!x.IsValid) return false;
        if (!AllInteger(x.Type))
        {
            Error(x, $"{InvalidArg}{what} {x} must be integer");
            return false;
        }
        if (x.IsConst)
        {
            if (!allowNegative && ConstOps.Sign(x.Value!) < 0)
            {
                Error(x, $"{InvalidArg}{what} {x} must not be negative");
                return false;
            }
            if (!Representable(x.Value!, Universe.Int, out var v))
            {
                Error(x, $"{InvalidArg}{what} {x} overflows int");
                return false;
            }
            x.Value = v;
        }
        return true;
    }

    private void SliceExpr(Operand x, SliceExpr e)
    {
        Expr(null, x, e.X);
        if (!x.IsValid)
        {
            Use(e.Indices);
            return;
        }

        // The common underlying type; strings count as byte slices until we know whether there are only strings.
        Type? ct = null, cu = null;
        bool hasString = false, failed = false;
        All(x.Type, (t, u) =>
        {
            if (u == null)
            {
                Error(x, $"cannot slice {x}: no specific type in {x.Type}");
                failed = true;
                return false;
            }
            if (IsString(u))
            {
                u = new SliceT(Universe.Byte);
                hasString = true;
            }
            if (cu == null)
            {
                (ct, cu) = (t, u);
                return true;
            }
            if (!Identical(cu, u))
            {
                Error(x, $"cannot slice {x}: {ct} and {t} have different underlying types");
                failed = true;
                return false;
            }
            return true;
        });
        if (failed)
        {
            x.Invalidate();
            return;
        }
        if (hasString) cu = IsTypeParam(x.Type) ? Universe.String : x.Type.Underlying; // untyped string stays untyped

        if (x.Type.Underlying is PointerT p && !IsComplete(p.Elem))
        {
            x.Invalidate();
            return;
        }

        bool valid = false;
        long length = -1;
        switch (cu)
        {
            case Basic b when IsString(b):
                if (e.Full)
                {
                    Error((Node?)e.Indices[2] ?? e, InvalidOp + "3-index slice of string");
                    x.Invalidate();
                    return;
                }
                valid = true;
                if (x.IsConst) length = ((x.Value as StringConst)?.Value.Length) ?? -1;
                if (IsUntyped(x.Type)) x.Type = Universe.String;
                break;
            case ArrayT a:
                valid = true;
                length = a.Len;
                if (x.Mode != OperandMode.Variable)
                {
                    Error(x, $"cannot slice unaddressable value {x}");
                    x.Invalidate();
                    return;
                }
                x.Type = new SliceT(a.Elem);
                break;
            case PointerT { Elem: var pe } when pe.Underlying is ArrayT pa:
                valid = true;
                length = pa.Len;
                x.Type = new SliceT(pa.Elem);
                break;
            case SliceT:
                valid = true;
                break;
        }
        if (!valid)
        {
            Error(x, $"cannot slice {x}");
            x.Invalidate();
            return;
        }
        x.Mode = OperandMode.Value;
        if (e.Full && (e.Indices[1] == null || e.Indices[2] == null))
        {
            // The parser reported it.
            x.Invalidate();
            return;
        }

        // Capacity is static for strings, arrays and pointers to arrays only, and equals the length there.
        var ind = new long[3];
        for (int i = 0; i < 3; i++)
        {
            ind[i] = -1;
            if (e.Indices[i] is { } expr)
            {
                Index(expr, length >= 0 ? length + 1 : -1, out long v);
                if (v >= 0) ind[i] = v;
            }
            else if (i == 0) ind[i] = 0;
            else if (length >= 0) ind[i] = length;
        }
        for (int i = 0; i < 2; i++)
        {
            if (ind[i] <= 0) continue;
            for (int j = i + 1; j < 3; j++)
            {
                if (ind[j] >= 0 && ind[j] < ind[i])
                {
                    Error((Node?)e.Indices[j] ?? e, $"invalid slice indices: {ind[j]} < {ind[i]}");
                    return;
                }
            }
        }
    }
}
