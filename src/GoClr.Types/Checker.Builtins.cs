// Calls of the predeclared functions and of those in package unsafe.
//
// For each call that is not constant the function's name is recorded with the signature this call has, for the lowering.
using System;
using System.Collections.Generic;
using GoClr.Syntax;
using static GoClr.Types.TypeOps;

namespace GoClr.Types;

public sealed partial class Checker
{
    private readonly record struct BuiltinInfo(string Name, int NArgs, bool Variadic, ExprKind Kind);

    private static BuiltinInfo InfoOf(BuiltinId id) => id switch
    {
        BuiltinId.Append => new("append", 1, true, ExprKind.Expression),
        BuiltinId.Cap => new("cap", 1, false, ExprKind.Expression),
        BuiltinId.Clear => new("clear", 1, false, ExprKind.Statement),
        BuiltinId.Close => new("close", 1, false, ExprKind.Statement),
        BuiltinId.Complex => new("complex", 2, false, ExprKind.Expression),
        BuiltinId.Copy => new("copy", 2, false, ExprKind.Statement),
        BuiltinId.Delete => new("delete", 2, false, ExprKind.Statement),
        BuiltinId.Imag => new("imag", 1, false, ExprKind.Expression),
        BuiltinId.Len => new("len", 1, false, ExprKind.Expression),
        BuiltinId.Make => new("make", 1, true, ExprKind.Expression),
        BuiltinId.Max => new("max", 1, true, ExprKind.Expression),
        BuiltinId.Min => new("min", 1, true, ExprKind.Expression),
        BuiltinId.New => new("new", 1, false, ExprKind.Expression),
        BuiltinId.Panic => new("panic", 1, false, ExprKind.Statement),
        BuiltinId.Print => new("print", 0, true, ExprKind.Statement),
        BuiltinId.Println => new("println", 0, true, ExprKind.Statement),
        BuiltinId.Real => new("real", 1, false, ExprKind.Expression),
        BuiltinId.Recover => new("recover", 0, false, ExprKind.Statement),
        BuiltinId.Add => new("Add", 2, false, ExprKind.Expression),
        BuiltinId.Alignof => new("Alignof", 1, false, ExprKind.Expression),
        BuiltinId.Offsetof => new("Offsetof", 1, false, ExprKind.Expression),
        BuiltinId.Sizeof => new("Sizeof", 1, false, ExprKind.Expression),
        BuiltinId.Slice => new("Slice", 2, false, ExprKind.Expression),
        BuiltinId.SliceData => new("SliceData", 1, false, ExprKind.Expression),
        BuiltinId.String => new("String", 2, false, ExprKind.Expression),
        BuiltinId.StringData => new("StringData", 1, false, ExprKind.Expression),
    };

    private static string BuiltinName(BuiltinId id) => InfoOf(id).Name;
    private static ExprKind BuiltinKind(BuiltinId id) => InfoOf(id).Kind;

    /// <summary>The signature of one call: parameters of the given types, untyped ones with their defaults.</summary>
    private static SignatureT MakeSig(Type? result, params Type[] args)
    {
        var vars = new List<Var>(args.Length);
        foreach (var t in args) vars.Add(new Var(default, null, "", Default(t), VarKind.Param));
        var sig = new SignatureT { Params = new TupleT(vars) };
        if (result != null) sig.Results = new TupleT([new Var(default, null, "", result, VarKind.Result)]);
        return sig;
    }

    /// <summary>Pointer to array → the array; other types unchanged.</summary>
    private static Type ArrayPtrDeref(Type t) => Unalias(t) is PointerT { Elem: var e } && e.Underlying is ArrayT a ? a : t;

    /// <summary>A call of builtin id; x is its operand and becomes the result. False after an error.</summary>
    private bool Builtin(Operand x, CallExpr call, BuiltinId id)
    {
        var bin = InfoOf(id);
        var argList = call.ArgList;
        if (call.HasDots && id != BuiltinId.Append)
        {
            Error(call, $"{InvalidOp}invalid use of ... with built-in {bin.Name}");
            UseList(argList);
            return false;
        }

        // len and cap of an array are constant unless the argument contains a call or receive.
        bool savedCall = Env.HasCallOrRecv;
        if (id is BuiltinId.Len or BuiltinId.Cap) Env.HasCallOrRecv = false;
        try
        {
            List<Operand> args = [];
            int nargs;
            if (id is BuiltinId.Make or BuiltinId.New or BuiltinId.Offsetof) nargs = argList.Count;
            else
            {
                args = ExprList(argList);
                nargs = args.Count;
                foreach (var a in args) if (!a.IsValid) return false;
                if (nargs > 0) x.Set(args[0]);
            }
            string count = nargs < bin.NArgs ? "not enough" : !bin.Variadic && nargs > bin.NArgs ? "too many" : "";
            if (count != "")
            {
                Error(call, $"{InvalidOp}{count} arguments for {call} (expected {bin.NArgs}, found {nargs})");
                return false;
            }
            return id switch
            {
                BuiltinId.Append => BuiltinAppend(x, call, args),
                BuiltinId.Cap or BuiltinId.Len => BuiltinLen(x, call, id),
                BuiltinId.Clear => BuiltinClear(x, call),
                BuiltinId.Close => BuiltinClose(x, call),
                BuiltinId.Complex => BuiltinComplex(x, call, args[1]),
                BuiltinId.Copy => BuiltinCopy(x, call, args[1]),
                BuiltinId.Delete => BuiltinDelete(x, call, args[1]),
                BuiltinId.Imag or BuiltinId.Real => BuiltinParts(x, call, id),
                BuiltinId.Make => BuiltinMake(x, call),
                BuiltinId.Max or BuiltinId.Min => BuiltinMinMax(x, call, id, args),
                BuiltinId.New => BuiltinNew(x, call),
                BuiltinId.Panic => BuiltinPanic(x, call),
                BuiltinId.Print or BuiltinId.Println => BuiltinPrint(x, call, bin.Name, args),
                BuiltinId.Recover => Yield(x, call, Universe.EmptyInterface),
                BuiltinId.Add => UnsafeAdd(x, call, args[1]),
                BuiltinId.Alignof or BuiltinId.Sizeof => UnsafeSizeof(x, call, id),
                BuiltinId.Offsetof => UnsafeOffsetof(x, call),
                BuiltinId.Slice => UnsafeSlice(x, call, args[1]),
                BuiltinId.SliceData => UnsafeSliceData(x, call),
                BuiltinId.String => UnsafeString(x, call, args[1]),
                BuiltinId.StringData => UnsafeStringData(x, call),
            };
        }
        finally
        {
            if (id is BuiltinId.Len or BuiltinId.Cap) Env.HasCallOrRecv = savedCall;
        }
    }

    /// <summary>The call is a value of type result; args are its parameter types.</summary>
    private bool Yield(Operand x, CallExpr call, Type result, params Type[] args)
    {
        RecordBuiltinType(call.Fun, MakeSig(result, args));
        x.Mode = OperandMode.Value;
        x.Type = result;
        return true;
    }

    private bool YieldNothing(Operand x, CallExpr call, params Type[] args)
    {
        RecordBuiltinType(call.Fun, MakeSig(null, args));
        x.Mode = OperandMode.NoValue;
        return true;
    }

    /// <summary>The element type of slice x; null with a cause if x is no slice, or its types differ in it.</summary>
    private Type? SliceElem(Operand x, out string cause)
    {
        Type? elem = null;
        string why = "";
        bool ok = UnderIs(x.Type, u =>
        {
            if (u is not SliceT s)
            {
                why = x.IsNil ? "argument must be a slice; have untyped nil" : Sprintf($"argument must be a slice; have {x}");
                return false;
            }
            if (elem == null) elem = s.Elem;
            else if (!Identical(elem, s.Elem))
            {
                why = Sprintf($"mismatched slice element types {elem} and {s.Elem} in {x}");
                return false;
            }
            return true;
        });
        cause = why;
        return ok ? elem : null;
    }

    /// <summary>All types of t are []byte or strings; hasString: at least one string.</summary>
    private static bool IsBytesOrString(Type t, out bool hasString)
    {
        bool str = false;
        bool ok = UnderIs(t, u =>
        {
            if (u is SliceT s && Identical(s.Elem, Universe.Byte)) return true;
            if (u != null && IsString(u)) return str = true;
            return false;
        });
        hasString = str;
        return ok;
    }

    private static readonly SliceT s_byteSlice = new(Universe.Byte);

    private bool BuiltinAppend(Operand x, CallExpr call, List<Operand> args)
    {
        var elem = SliceElem(x, out string cause);
        if (elem == null)
        {
            Error(x, $"invalid append: {cause}");
            return false;
        }
        SignatureT? sig = null;
        var S = x.Type;
        if (args.Count == 2 && call.HasDots && AssignableTo(x, s_byteSlice, null))
        {
            // append([]byte, string...)
            var y = args[1];
            if (IsBytesOrString(y.Type, out bool hasString) && hasString)
            {
                if (IsUntyped(y.Type)) ConvertUntyped(y, Universe.String);
                sig = MakeSig(S, S, y.Type);
                sig.Variadic = true;
            }
        }
        if (sig == null)
        {
            sig = MakeSig(S, S, new SliceT(elem));
            sig.Variadic = true;
            Arguments(call, sig, null, null, args, null); // the result type is known even if it complains
        }
        RecordBuiltinType(call.Fun, sig);
        x.Mode = OperandMode.Value;
        x.Type = S;
        return true;
    }

    private bool BuiltinLen(Operand x, CallExpr call, BuiltinId id)
    {
        var mode = OperandMode.Invalid;
        ConstValue? val = null;
        switch (ArrayPtrDeref(x.Type.Underlying))
        {
            case Basic b when IsString(b) && id == BuiltinId.Len:
                if (x.IsConst)
                {
                    mode = OperandMode.Constant;
                    val = x.Value is StringConst s ? ConstOps.MakeInt(s.Value.Length) : ConstValue.Unknown;
                }
                else mode = OperandMode.Value;
                break;
            case ArrayT a:
                mode = OperandMode.Value;
                if (!Env.HasCallOrRecv)
                {
                    mode = OperandMode.Constant;
                    val = a.Len >= 0 ? ConstOps.MakeInt(a.Len) : ConstValue.Unknown;
                }
                break;
            case SliceT or ChanT:
                mode = OperandMode.Value;
                break;
            case MapT when id == BuiltinId.Len:
                mode = OperandMode.Value;
                break;
            case InterfaceT when IsTypeParam(x.Type):
                bool ok = UnderIs(x.Type, u => u != null && ArrayPtrDeref(u) switch
                {
                    Basic b => IsString(b) && id == BuiltinId.Len,
                    ArrayT or SliceT or ChanT => true,
                    MapT => id == BuiltinId.Len,
                    _ => false,
                });
                if (ok) mode = OperandMode.Value;
                break;
        }
        if (mode == OperandMode.Invalid)
        {
            if (IsValid(x.Type.Underlying)) Error(x, $"{InvalidArg}{x} for built-in {BuiltinName(id)}");
            return false;
        }
        if (mode != OperandMode.Constant) return Yield(x, call, Universe.Int, x.Type);
        x.Mode = mode;
        x.Type = Universe.Int;
        x.Value = val;
        return true;
    }

    private bool BuiltinClear(Operand x, CallExpr call)
    {
        VerifyVersion(call.Fun, 21, "clear");
        bool ok = UnderIs(x.Type, u =>
        {
            if (u is MapT or SliceT) return true;
            Error(x, $"{InvalidArg}cannot clear {x}: argument must be (or constrained by) map or slice");
            return false;
        });
        return ok && YieldNothing(x, call, x.Type);
    }

    private bool BuiltinClose(Operand x, CallExpr call)
    {
        bool ok = UnderIs(x.Type, u =>
        {
            if (u is not ChanT ch)
            {
                Error(x, $"{InvalidOp}cannot close non-channel {x}");
                return false;
            }
            if (ch.Dir == ChanDir.RecvOnly)
            {
                Error(x, $"{InvalidOp}cannot close receive-only channel {x}");
                return false;
            }
            return true;
        });
        return ok && YieldNothing(x, call, x.Type);
    }

    private bool BuiltinComplex(Operand x, CallExpr call, Operand y)
    {
        bool ux = IsUntyped(x.Type), uy = IsUntyped(y.Type);
        if (ux && uy)
        {
            if (x.IsConst && y.IsConst)
            {
                ToUntypedFloat(x);
                ToUntypedFloat(y);
            }
            else
            {
                // One is a shift whose type is open: shifting a float is the error that follows.
                ConvertUntyped(x, Universe.Float64);
                ConvertUntyped(y, Universe.Float64);
            }
        }
        else if (ux) ConvertUntyped(x, y.Type);
        else if (uy) ConvertUntyped(y, x.Type);
        if (!x.IsValid || !y.IsValid) return false;

        if (!Identical(x.Type, y.Type))
        {
            Error(x, $"{InvalidOp}{call} (mismatched types {x.Type} and {y.Type})");
            return false;
        }
        var res = ApplyTypeFunc(x, "complex", b => b.Kind switch
        {
            BasicKind.Float32 => Universe.Complex64,
            BasicKind.Float64 => Universe.Complex128,
            BasicKind.UntypedFloat => Universe.UntypedComplex,
            _ => null,
        });
        if (res == null)
        {
            Error(x, $"{InvalidArg}arguments have type {x.Type}, expected floating-point");
            return false;
        }
        if (x.IsConst && y.IsConst)
        {
            x.Value = ConstOps.MakeComplex(ConstOps.ToFloat(x.Value!), ConstOps.ToFloat(y.Value!));
            x.Type = res;
            return true;
        }
        return Yield(x, call, res, x.Type, x.Type);

        static void ToUntypedFloat(Operand x)
        {
            if (IsNumeric(x.Type) && ConstOps.Sign(ConstOps.Imag(x.Value!)) == 0) x.Type = Universe.UntypedFloat;
        }
    }

    private bool BuiltinParts(Operand x, CallExpr call, BuiltinId id)
    {
        if (IsUntyped(x.Type))
        {
            if (x.IsConst)
            {
                if (IsNumeric(x.Type)) x.Type = Universe.UntypedComplex;
            }
            else
            {
                ConvertUntyped(x, Universe.Complex128); // an open shift: becomes an error
                if (!x.IsValid) return false;
            }
        }
        var res = ApplyTypeFunc(x, BuiltinName(id), b => b.Kind switch
        {
            BasicKind.Complex64 => Universe.Float32,
            BasicKind.Complex128 => Universe.Float64,
            BasicKind.UntypedComplex => Universe.UntypedFloat,
            _ => null,
        });
        if (res == null)
        {
            Error(x, $"{InvalidArg}argument has type {x.Type}, expected complex type");
            return false;
        }
        if (x.IsConst)
        {
            x.Value = id == BuiltinId.Real ? ConstOps.Real(x.Value!) : ConstOps.Imag(x.Value!);
            x.Type = res;
            return true;
        }
        return Yield(x, call, res, x.Type);
    }

    /// <summary>The result type for x's type. For a type parameter that fits, a new one (and the message that this is not supported).</summary>
    private Type? ApplyTypeFunc(Operand x, string name, Func<Basic, Basic?> f)
    {
        if (AsTypeParam(x.Type) is not { } tp) return x.Type.Underlying is Basic b ? f(b) : null;
        var terms = new List<Term>();
        bool ok = TermsAll(tp, t =>
        {
            if (t == null || t.Type.Underlying is not Basic tb || f(tb) is not { } r) return false;
            terms.Add(new Term(t.Tilde, r));
            return true;
        });
        if (!ok) return null;
        SoftError(x, $"{x} not supported as argument to built-in {name} for go1.18 (see go.dev/issue/50937)");
        var obj = new TypeName(default, Pkg, tp.Obj.Name, null);
        var p = new TypeParam(obj, new InterfaceT { Embedded = [new UnionT(terms)], Complete = true }) { Index = tp.Index };
        obj.Type = p;
        return p;
    }

    /// <summary>f for each term of tp's type set; f(null) if it has no specific types.</summary>
    private static bool TermsAll(TypeParam tp, Func<Term?, bool> f)
    {
        var set = tp.Constraint.TypeSet;
        if (!set.HasTerms) return f(null);
        foreach (var t in set.Terms.Terms) if (!f(t)) return false;
        return true;
    }

    private bool BuiltinCopy(Operand x, CallExpr call, Operand y)
    {
        var dst = SliceElem(x, out string cause);
        if (dst == null)
        {
            Error(x, $"invalid copy: {cause}");
            return false;
        }
        if (!(AssignableTo(x, s_byteSlice, null) && IsBytesOrString(y.Type, out _)))
        {
            var src = SliceElem(y, out cause);
            if (src == null)
            {
                if (!AllString(y.Type))
                {
                    Error(y, $"invalid copy: {cause}");
                    return false;
                }
                src = Universe.Byte;
            }
            if (!Identical(dst, src))
            {
                Error(x, $"invalid copy: arguments {x} and {y} have different element types {dst} and {src}");
                return false;
            }
        }
        if (IsUntyped(y.Type)) ConvertUntyped(y, Universe.String);
        return Yield(x, call, Universe.Int, x.Type, y.Type);
    }

    private bool BuiltinDelete(Operand x, CallExpr call, Operand keyArg)
    {
        var map = x.Type;
        Type? key = null;
        bool ok = UnderIs(map, u =>
        {
            if (u is not MapT m)
            {
                Error(x, $"{InvalidArg}{x} is not a map");
                return false;
            }
            if (key != null && !Identical(m.Key, key))
            {
                Error(x, $"{InvalidArg}maps of {x} must have identical key types");
                return false;
            }
            key = m.Key;
            return true;
        });
        if (!ok) return false;
        x.Set(keyArg);
        Assignment(x, key, "argument to delete");
        return x.IsValid && YieldNothing(x, call, map, key!);
    }

    private bool BuiltinMake(Operand x, CallExpr call)
    {
        var arg0 = call.ArgList[0];
        int nargs = call.ArgList.Count;
        var t = VarType(arg0);
        if (!IsValid(t)) return false;
        var u = CommonUnder(this, t, (_, u) => u is null ? "no specific type" : u is SliceT or MapT or ChanT ? null : "type must be slice, map, or channel", out string? cause);
        if (u == null)
        {
            Error(arg0, $"{InvalidArg}cannot make {arg0}: {cause}");
            return false;
        }
        int min = u is SliceT ? 2 : 1;
        if (nargs < min || nargs > min + 1)
        {
            Error(call, $"{InvalidOp}{call} expects {min} or {min + 1} arguments; found {nargs}");
            return false;
        }
        var types = new Type[nargs];
        types[0] = t;
        long first = -1;
        for (int i = 1; i < nargs; i++)
        {
            types[i] = Index(call.ArgList[i], -1, out long size);
            if (i == 2 && first >= 0 && size >= 0 && first > size) Error(call.ArgList[1], InvalidArg + "length and capacity swapped");
            if (i == 1) first = size;
        }
        return Yield(x, call, t, types);
    }

    private bool BuiltinMinMax(Operand x, CallExpr call, BuiltinId id, List<Operand> args)
    {
        string name = BuiltinName(id);
        VerifyVersion(call.Fun, 21, "built-in " + name);
        var op = id == BuiltinId.Max ? Operator.Gtr : Operator.Lss;
        for (int i = 0; i < args.Count; i++)
        {
            var a = args[i];
            if (!AllOrdered(a.Type))
            {
                Error(a, $"{InvalidArg}{a} cannot be ordered");
                return false;
            }
            if (i == 0) continue;
            MatchTypes(x, a);
            if (!x.IsValid) return false;
            if (!Identical(x.Type, a.Type))
            {
                Error(a, $"{InvalidArg}mismatched types {x.Type} (previous argument) and {a.Type} (type of {a.Expr})");
                return false;
            }
            if (x.IsConst && a.IsConst)
            {
                if (ConstOps.Compare(a.Value!, op, x.Value!)) x.Set(a);
            }
            else x.Mode = OperandMode.Value;
        }
        if (!x.IsConst)
        {
            x.Mode = OperandMode.Value;
            Assignment(x, Universe.EmptyInterface, "argument to built-in " + name);
            if (!x.IsValid) return false;
        }
        foreach (var a in args) UpdateExprType(a.Expr, x.Type, true);
        if (x.IsConst) return true;
        var types = new Type[args.Count];
        Array.Fill(types, x.Type);
        return Yield(x, call, x.Type, types);
    }

    private bool BuiltinNew(Operand x, CallExpr call)
    {
        var arg = call.ArgList[0];
        ExprOrType(x, arg, false);
        Exclude(x, noValue: true, builtin: true, typexpr: false);
        if (!x.IsValid) return false;
        if (x.Mode == OperandMode.TypExpr) ValidVarType(arg, x.Type);
        else
        {
            if (IsUntyped(x.Type))
            {
                Assignment(x, null, "argument to new");
                if (!x.IsValid) return false;
            }
            VerifyVersion(call.Fun, 26, $"new({Printer.ExprString(arg)})");
        }
        var t = x.Type;
        return Yield(x, call, new PointerT(t), t);
    }

    private bool BuiltinPanic(Operand x, CallExpr call)
    {
        if (Env.Sig is { Results.Count: > 0 }) (Env.IsPanic ??= []).Add(call);
        Assignment(x, Universe.EmptyInterface, "argument to panic");
        return x.IsValid && YieldNothing(x, call, Universe.EmptyInterface);
    }

    private bool BuiltinPrint(Operand x, CallExpr call, string name, List<Operand> args)
    {
        var types = new Type[args.Count];
        for (int i = 0; i < types.Length; i++)
        {
            Assignment(args[i], null, "argument to built-in " + name);
            if (!args[i].IsValid) return false;
            types[i] = args[i].Type;
        }
        if (!HasError)
        {
            // gc finds these only when it generates code, so never beside other errors.
            foreach (var t in types)
            {
                if (t.Underlying is not (ArrayT or StructT)) continue;
                string text = Unalias(t) is StructT ? Str(t).Replace("struct{", "struct { ").Replace("}", " }").Replace("{  }", "{}") : Str(t);
                _diags.Error(call.Pos, $"illegal types for operand: {name}\n\t{text}");
            }
        }
        return YieldNothing(x, call, types);
    }

    // ------------------------------------------------------------ package unsafe

    private bool UnsafeAdd(Operand x, CallExpr call, Operand y)
    {
        VerifyVersion(call.Fun, 17, "unsafe.Add");
        Assignment(x, Universe.UnsafePointer, "argument to unsafe.Add");
        return x.IsValid && IsValidIndex(y, "length", true) && Yield(x, call, Universe.UnsafePointer, Universe.UnsafePointer, y.Type);
    }

    private bool UnsafeSizeof(Operand x, CallExpr call, BuiltinId id)
    {
        Assignment(x, null, "argument to unsafe." + BuiltinName(id));
        if (!x.IsValid) return false;
        if (HasVarSize(x.Type)) return Yield(x, call, Universe.Uintptr, x.Type);
        long size = id == BuiltinId.Sizeof ? Sizes.Of(x.Type) : Sizes.AlignOf(x.Type);
        return ConstSize(x, size);
    }

    private bool ConstSize(Operand x, long size)
    {
        if (size < 0)
        {
            Error(x, $"{x} is too large");
            return false;
        }
        x.Mode = OperandMode.Constant;
        x.Value = ConstOps.MakeInt(size);
        x.Type = Universe.Uintptr;
        return true;
    }

    private bool UnsafeOffsetof(Operand x, CallExpr call)
    {
        var arg0 = call.ArgList[0];
        if (Extent.Unparen(arg0) is not SelectorExpr selx)
        {
            Error(arg0, $"{InvalidArg}{arg0} is not a selector expression");
            Use(arg0);
            return false;
        }
        Expr(null, x, selx.X);
        if (!x.IsValid) return false;
        var bas = DerefStructPtr(x.Type);
        string sel = selx.Sel.Value;
        var (obj, index, indirect) = Lookup.FieldOrMethod(bas, false, Pkg, sel);
        if (obj is not Var field)
        {
            if (obj == null) Error(x, $"{InvalidArg}{bas} has no single field {sel}");
            else Error(arg0, $"{InvalidArg}{arg0} is a method value");
            return false;
        }
        if (indirect)
        {
            Error(x, $"{InvalidArg}field {sel} is embedded via a pointer in {bas}");
            return false;
        }
        RecordSelection(selx, SelectionKind.FieldVal, bas, field, field.Type!, index!, false);
        RecordTypeAndValue(selx, x.Mode == OperandMode.Variable ? OperandMode.Variable : OperandMode.Value, field.Type!, null);
        if (HasVarSize(bas)) return Yield(x, call, Universe.Uintptr, field.Type!);
        return ConstSize(x, Sizes.OffsetOf(bas, index!));
    }

    private bool UnsafeSlice(Operand x, CallExpr call, Operand y)
    {
        VerifyVersion(call.Fun, 17, "unsafe.Slice");
        if (CommonUnder(x.Type) is not PointerT p)
        {
            Error(x, $"{InvalidArg}{x} is not a pointer");
            return false;
        }
        return IsValidIndex(y, "length", false) && Yield(x, call, new SliceT(p.Elem), p, y.Type);
    }

    private bool UnsafeSliceData(Operand x, CallExpr call)
    {
        VerifyVersion(call.Fun, 20, "unsafe.SliceData");
        if (CommonUnder(x.Type) is not SliceT s)
        {
            Error(x, $"{InvalidArg}{x} is not a slice");
            return false;
        }
        return Yield(x, call, new PointerT(s.Elem), s);
    }

    private bool UnsafeString(Operand x, CallExpr call, Operand y)
    {
        VerifyVersion(call.Fun, 20, "unsafe.String");
        var bytePtr = new PointerT(Universe.Byte);
        Assignment(x, bytePtr, "argument to unsafe.String");
        return x.IsValid && IsValidIndex(y, "length", false) && Yield(x, call, Universe.String, bytePtr, y.Type);
    }

    private bool UnsafeStringData(Operand x, CallExpr call)
    {
        VerifyVersion(call.Fun, 20, "unsafe.StringData");
        Assignment(x, Universe.String, "argument to unsafe.StringData");
        return x.IsValid && Yield(x, call, new PointerT(Universe.Byte), Universe.String);
    }

    /// <summary>t's size depends on type parameters, so it is not constant.</summary>
    private bool HasVarSize(Type t) => HasVarSize(t, null);

    private bool HasVarSize(Type t, HashSet<Named>? seen)
    {
        switch (Unalias(t))
        {
            case Named n:
                if (n.TypeArgs.Count == 0 && n.Obj.Pkg != Pkg && n.Obj.LocalIndex == 0) return false; // complete and not generic
                if (n.Obj.PathIndex > 0)
                {
                    var cycle = ObjPath.GetRange(n.Obj.PathIndex - 1, ObjPath.Count - n.Obj.PathIndex + 1);
                    CycleError(cycle, FirstInSource(cycle));
                    return true;
                }
                return (seen ??= []).Add(n) && HasVarSize(n.Underlying, seen);
            case ArrayT a:
                return HasVarSize(a.Elem, seen);
            case StructT s:
                foreach (var f in s.Fields) if (HasVarSize(f.Type!, seen)) return true;
                return false;
            case TypeParam:
                return true;
            default:
                return false;
        }
    }
}
