// Conversions T(x) (spec, "Conversions").
//
// A constant converted to a basic type stays a constant; to a type parameter it becomes a value, as the result type is not known.
// The conversion fixes the final type of an untyped argument.
using GoClr.Syntax;
using static GoClr.Types.TypeOps;

namespace GoClr.Types;

public sealed partial class Checker
{
    /// <summary>Converts x to T in place, or reports why that is impossible.</summary>
    private void Conversion(Operand x, Type T)
    {
        bool constArg = x.IsConst;
        bool ok = false;
        var cause = new Cause();

        if (constArg && IsConstType(T))
        {
            ok = ConstConvertible(x, T, out var val);
            x.Value = val; // after a failure: an integral float shown as the integer it is
            if (!ok && IsInteger(x.Type) && IsInteger(T))
            {
                Error(x, $"constant {ConstOps.Format(x.Value)} overflows {T}");
                x.Invalidate();
                return;
            }
        }
        else if (constArg && IsTypeParam(T))
        {
            ok = UnderIs(T, u =>
            {
                if (u == null)
                {
                    cause.Text = Sprintf($"{T} does not contain specific types");
                    return false;
                }
                if (IsString(x.Type) && IsBytesOrRunes(u) || ConstConvertible(x, u, out _)) return true;
                cause.Text = IsInteger(x.Type) && IsInteger(u)
                    ? Sprintf($"constant {ConstOps.Format(x.Value)} overflows {u} (in {T})")
                    : Sprintf($"cannot convert {x} to type {u} (in {T})");
                return false;
            });
            x.Mode = OperandMode.Value;
        }
        else if (ConvertibleTo(x, T, cause))
        {
            ok = true;
            x.Mode = OperandMode.Value;
        }

        if (!ok)
        {
            if (cause.Text != "") Error(x, $"cannot convert {x} to type {T}: {cause.Text}");
            else Error(x, $"cannot convert {x} to type {T}");
            x.Invalidate();
            return;
        }

        if (IsUntyped(x.Type))
        {
            var final = T;
            if (x.Type == Universe.UntypedNil) { }
            else if (IsNonTypeParamInterface(T) || constArg && !IsConstType(T)) final = Default(x.Type); // []byte("s"): the operand is a string
            else if (x.IsConst && IsInteger(x.Type) && AllString(T)) final = x.Type;                     // string(65): the operand stays an integer
            UpdateExprType(x.Expr, final, true);
        }
        x.Type = T;
    }

    private static bool ConstConvertible(Operand x, Type T, out ConstValue val)
    {
        val = x.Value!;
        if (T.Underlying is not Basic t) return false;
        if (Representable(x.Value!, t, out val)) return true;
        if (IsInteger(x.Type) && IsString(t))
        {
            var rune = new System.Text.Rune(0xFFFD);
            if (ConstOps.TryUInt64(x.Value!, out ulong i) && i <= 0x10ffff && System.Text.Rune.IsValid((int)i)) rune = new System.Text.Rune((int)i);
            val = ConstOps.MakeString(rune.ToString());
            return true;
        }
        return false;
    }

    /// <summary>May a non-constant x be converted to T? On "no", cause may get an explanation.</summary>
    private bool ConvertibleTo(Operand x, Type T, Cause? cause)
    {
        if (AssignableTo(x, T, cause)) return true;

        var orig = T;
        var V = Unalias(x.Type);
        T = Unalias(T);
        Type vu = V.Underlying, tu = T.Underlying;
        var vp = V as TypeParam;
        var tp = T as TypeParam;

        if (vp == null && tp == null && IdenticalIgnoreTags(vu, tu)) return true;
        if (V is PointerT pv && T is PointerT pt && !IsTypeParam(pv.Elem) && !IsTypeParam(pt.Elem) && IdenticalIgnoreTags(pv.Elem.Underlying, pt.Elem.Underlying)) return true;
        if (IsIntegerOrFloat(vu) && IsIntegerOrFloat(tu)) return true;
        if (IsComplex(vu) && IsComplex(tu)) return true;
        if (IsString(tu) && (IsInteger(vu) || IsBytesOrRunes(vu))) return true;
        if (IsString(vu) && IsBytesOrRunes(tu)) return true;
        if (IsUnsafePointer(tu) && (vu is PointerT || IsUintptr(vu))) return true;
        if (IsUnsafePointer(vu) && (tu is PointerT || IsUintptr(tu))) return true;

        if (vu is SliceT s)
        {
            if (tu is ArrayT a && Identical(s.Elem, a.Elem))
            {
                if (AllowVersion(20)) return true;
                if (cause != null) cause.Text = "conversion of slice to array requires go1.20 or later";
                return false;
            }
            if (tu is PointerT { Elem: var e } && e.Underlying is ArrayT pa && Identical(s.Elem, pa.Elem))
            {
                if (AllowVersion(17)) return true;
                if (cause != null) cause.Text = "conversion of slice to array pointer requires go1.17 or later";
                return false;
            }
        }

        if (vp == null && tp == null) return false;

        // Type parameters: each type of one set must convert to each of the other.
        if (vp != null)
        {
            var y = x.Clone();
            return TermsAll(vp, v =>
            {
                if (v == null) return false;
                y.Type = v.Type;
                if (tp == null)
                {
                    if (ConvertibleTo(y, T, cause)) return true;
                    Extend(cause, $"cannot convert {v.Type} (in {vp}) to type {orig}");
                    return false;
                }
                return TermsAll(tp, t =>
                {
                    if (t == null) return false;
                    if (ConvertibleTo(y, t.Type, cause)) return true;
                    Extend(cause, $"cannot convert {v.Type} (in {vp}) to type {t.Type} (in {tp})");
                    return false;
                });
            });
        }
        return TermsAll(tp!, t =>
        {
            if (t == null) return false;
            if (ConvertibleTo(x, t.Type, cause)) return true;
            Extend(cause, $"cannot convert {x.Type} to type {t.Type} (in {tp})");
            return false;
        });
    }

    private static bool IsUintptr(Type t) => t.Underlying is Basic { Kind: BasicKind.Uintptr };
    private static bool IsUnsafePointer(Type t) => t.Underlying is Basic { Kind: BasicKind.UnsafePointer };
    private static bool IsBytesOrRunes(Type t) =>
        t.Underlying is SliceT s && s.Elem.Underlying is Basic { Kind: BasicKind.Uint8 or BasicKind.Int32 };
}
