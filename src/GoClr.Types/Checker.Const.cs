// Constants as operands: literals, overflow, representability, and the conversion of untyped operands.
//
// A typed constant is representable in its type after each operation; an untyped integer has at most 512 bits. Rounding to a
// floating-point type happens when a constant gets that type.
using System.Numerics;
using GoClr.Syntax;
using static GoClr.Types.TypeOps;

namespace GoClr.Types;

/// <summary>Why an untyped operand cannot have a type.</summary>
internal enum ConvFail : byte { None, Invalid, Truncated, Overflows }

public sealed partial class Checker
{
    /// <summary>Where errors about an operation stand: at its operator; else at the start of the expression.</summary>
    private static Pos OpPos(Expr? e) => e switch { null => default, Operation => e.Pos, _ => Extent.StartPos(e) };

    /// <summary>The operation's name if it may overflow, with a trailing space.</summary>
    private static string OpName(Expr? e) => e is not Operation o ? "" : (o.Op, o.Y == null) switch
    {
        (Operator.Xor, true) => "bitwise complement ",
        (Operator.Add, false) => "addition ",
        (Operator.Sub, false) => "subtraction ",
        (Operator.Xor, false) => "bitwise XOR ",
        (Operator.Mul, false) => "multiplication ",
        (Operator.Shl, false) => "shift ",
        _ => "",
    };

    private void BasicLit(Operand x, BasicLit e)
    {
        if (e.Kind is LitKind.Int or LitKind.Float or LitKind.Imag)
        {
            if (e.Value.Length > 2 && !AllowVersion(13)) LangCompat(e);
            // Longer literals exceed what a constant can hold and would only cost time.
            if (e.Value.Length > 10000)
            {
                Error(e, $"excessively long constant: {e.Value[..10]}... ({e.Value.Length} chars)");
                x.Invalidate();
                return;
            }
        }
        var val = ConstOps.FromLiteral(e.Value, e.Kind);
        if (ConstOps.IsUnknown(val))
        {
            Error(e, $"malformed constant: {e.Value}");
            x.Invalidate();
            return;
        }
        x.Mode = OperandMode.Constant;
        x.Type = e.Kind switch
        {
            LitKind.Int => Universe.UntypedInt,
            LitKind.Float => Universe.UntypedFloat,
            LitKind.Imag => Universe.UntypedComplex,
            LitKind.Rune => Universe.UntypedRune,
            LitKind.String => Universe.UntypedString,
        };
        x.Value = val;
        x.Expr = e;
        Overflow(x, OpPos(e));
    }

    private void LangCompat(BasicLit e)
    {
        string s = e.Value;
        if (s.Contains('_')) VerifyVersion(e, 13, "underscore in numeric literal");
        else if (s[0] == '0' && s[1] is 'b' or 'B') VerifyVersion(e, 13, "binary literal");
        else if (s[0] == '0' && s[1] is 'o' or 'O') VerifyVersion(e, 13, "0o/0O-style octal literal");
        else if (s[0] == '0' && s[1] is 'x' or 'X' && e.Kind != LitKind.Int) VerifyVersion(e, 13, "hexadecimal floating-point literal");
    }

    /// <summary>Reports a constant result that is out of range.</summary>
    private void Overflow(Operand x, Pos opPos)
    {
        if (ConstOps.IsUnknown(x.Value))
        {
            Error(opPos, "constant result is not representable");
            return;
        }
        if (IsTyped(x.Type))
        {
            Representable(x, (Basic)x.Type.Underlying);
            return;
        }
        if (x.Value is IntConst i && ConstOps.BitLen(i) > 512)
        {
            Error(opPos, $"constant {OpName(x.Expr)}overflow");
            x.Value = ConstValue.Unknown;
        }
    }

    private static int IntBits(BasicKind kind) => kind switch
    {
        BasicKind.Int8 or BasicKind.Uint8 => 8,
        BasicKind.Int16 or BasicKind.Uint16 => 16,
        BasicKind.Int32 or BasicKind.Uint32 => 32,
        _ => 64,
    };

    /// <summary>Is v a value of typ? rounded: v in the form it has in that type.</summary>
    internal static bool Representable(ConstValue v, Basic typ, out ConstValue rounded)
    {
        rounded = v;
        if (v is UnknownConst) return true; // reported before
        if ((typ.Info & BasicInfo.Integer) != 0)
        {
            var n = ConstOps.ToInt(v);
            if (n is not IntConst { Value: var i }) return false;
            rounded = n;
            if (typ.Kind is BasicKind.UntypedInt or BasicKind.UntypedRune) return true;
            int bits = IntBits(typ.Kind);
            if ((typ.Info & BasicInfo.Unsigned) != 0) return i.Sign >= 0 && i.GetBitLength() <= bits;
            return i.GetBitLength() < bits; // two's complement without sign bit
        }
        if ((typ.Info & BasicInfo.Float) != 0)
        {
            var f = ConstOps.ToFloat(v);
            if (f is not FloatConst || !RoundTo(f, typ.Kind, out var r)) return false;
            rounded = r;
            return true;
        }
        if ((typ.Info & BasicInfo.Complex) != 0)
        {
            if (ConstOps.ToComplex(v) is not ComplexConst c) return false;
            if (typ.Kind == BasicKind.UntypedComplex) return true;
            var kind = typ.Kind == BasicKind.Complex64 ? BasicKind.Float32 : BasicKind.Float64;
            if (!RoundTo(c.Re, kind, out var re) || !RoundTo(c.Im, kind, out var im)) return false;
            rounded = ConstOps.MakeComplex(re, im);
            return true;
        }
        if ((typ.Info & BasicInfo.String) != 0) return v is StringConst;
        if ((typ.Info & BasicInfo.Boolean) != 0) return v is BoolConst;
        return false;
    }

    private static bool RoundTo(ConstValue v, BasicKind kind, out ConstValue rounded)
    {
        rounded = v;
        if (kind == BasicKind.UntypedFloat) return true;
        double d = kind == BasicKind.Float32 ? ConstOps.ToSingle(v) : ConstOps.ToDouble(v);
        if (!double.IsFinite(d)) return false;
        rounded = ConstOps.MakeDouble(d);
        return true;
    }

    /// <summary>Constant x as the length of an array; null if it is no int that is at least 0.</summary>
    internal long? ArrayLengthValue(Operand x)
    {
        if (!IsUntyped(x.Type) && !IsInteger(x.Type)) return null;
        return ConstOps.TryInt64(ConstOps.ToInt(x.Value!), out long n) && n >= 0 ? n : null;
    }

    private ConstValue? Representation(Operand x, Basic typ, out ConvFail fail)
    {
        fail = ConvFail.None;
        if (Representable(x.Value!, typ, out var v)) return v;
        fail = !IsNumeric(x.Type) || !IsNumeric(typ) ? ConvFail.Invalid
            : !IsInteger(x.Type) && IsInteger(typ) ? ConvFail.Truncated : ConvFail.Overflows;
        return null;
    }

    /// <summary>Gives constant x the form it has in typ, or reports that it has none.</summary>
    private void Representable(Operand x, Basic typ)
    {
        if (Representation(x, typ, out var fail) is { } v)
        {
            x.Value = v;
            return;
        }
        InvalidConversion(fail, x, typ);
        x.Invalidate();
    }

    private void InvalidConversion(ConvFail fail, Operand x, Type target)
    {
        if (fail == ConvFail.Truncated) Error(x, $"{x} truncated to {target}");
        else if (fail == ConvFail.Overflows) Error(x, $"{x} overflows {target}");
        else Error(x, $"cannot convert {x} to type {target}");
    }

    /// <summary>Gives untyped x the type target (typed or untyped), or reports that this is impossible.</summary>
    private void ConvertUntyped(Operand x, Type target)
    {
        var t = ImplicitTypeAndValue(x, target, out var val, out var fail);
        if (t == null)
        {
            InvalidConversion(fail, x, IsTypeParam(target) ? target : target.Underlying);
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

    /// <summary>
    /// The type that x gets where target is expected; x's own type if it is typed; null if there is no such conversion. val: x's value in
    /// that type, for constants that were converted.
    /// </summary>
    private Type? ImplicitTypeAndValue(Operand x, Type target, out ConstValue? val, out ConvFail fail)
    {
        val = null;
        fail = ConvFail.None;
        if (!x.IsValid || IsTyped(x.Type) || !IsValid(target)) return x.Type;

        if (IsUntyped(target))
        {
            if (MaxType(x.Type, target) is { } m) return m;
            fail = ConvFail.Invalid;
            return null;
        }
        fail = ConvFail.Invalid;
        if (x.IsNil)
        {
            if (!HasNil(target)) return null;
            fail = ConvFail.None;
            return target;
        }
        switch (target.Underlying)
        {
            case Basic u:
                if (x.IsConst)
                {
                    val = Representation(x, u, out fail);
                    return fail == ConvFail.None ? target : null;
                }
                // Not constant, yet untyped: a comparison, or a shift of a constant whose type is still open.
                bool ok = ((Basic)x.Type).Kind switch
                {
                    BasicKind.UntypedBool => IsBoolean(target),
                    BasicKind.UntypedInt or BasicKind.UntypedRune or BasicKind.UntypedFloat or BasicKind.UntypedComplex => IsNumeric(target),
                    BasicKind.UntypedString => IsString(target),
                    _ => false,
                };
                if (!ok) return null;
                break;
            case InterfaceT itf:
                if (IsTypeParam(target))
                {
                    if (!UnderIs(target, u => u != null && ImplicitTypeAndValue(x, u, out _, out _) != null)) return null;
                    break;
                }
                // The dynamic type is the default type. An interface with methods or constraints takes no untyped value.
                if (!itf.TypeSet.IsAll) return null;
                fail = ConvFail.None;
                return Default(x.Type);
            default:
                return null;
        }
        fail = ConvFail.None;
        return target;
    }
}
