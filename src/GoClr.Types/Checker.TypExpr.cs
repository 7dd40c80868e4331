// Identifiers and type expressions.
using System;
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    /// <summary>x becomes what the identifier denotes. With wantType, anything but a type is an error.</summary>
    internal void Ident(Operand x, Name e, bool wantType)
    {
        x.Mode = OperandMode.Invalid;
        x.Type = Universe.Invalid;
        x.Value = null;
        x.Expr = e;
        var obj = LookupScope(e.Value, out var scope);
        if (obj == null)
        {
            if (e.Value == "_") Error(e, "cannot use _ as value or type");
            else if (e.Value.Length > 0) Error(e, $"undefined: {e.Value}");
            return;
        }
        if ((obj == Universe.AnyObj || obj == Universe.ComparableObj) && !AllowVersion(18))
        {
            VerifyVersion(e, 18, "predeclared " + e.Value);
            return;
        }
        RecordUse(e, obj);

        bool gotType = obj is TypeName;
        if (!gotType && wantType)
        {
            Error(e, $"{obj.Name} ({ObjectString.Kind(obj)}) is not a type");
            if (obj is Var used && used.Pkg == Pkg) used.Used = true;       // not also "declared and not used"
            return;
        }

        // Objects of other packages are complete and may be in use by other threads.
        if (obj.Type == null || gotType && wantType && obj.Pkg == Pkg) ObjDecl(obj);
        var typ = obj.Type ?? Universe.Invalid;

        if (DotImportMap.Count > 0 && DotImportMap.TryGetValue((scope!, obj.Name), out var pkgName)) pkgName.Used = true;

        switch (obj)
        {
            case PkgName p:
                Error(e, $"use of package {p.Name} not in selector");
                return;
            case Const c:
                AddDeclDep(c);
                if (!TypeOps.IsValid(typ)) return;
                if (c == Universe.Iota)
                {
                    if (Env.Iota == null) { Error(e, "cannot use iota outside constant declaration"); return; }
                    x.Value = Env.Iota;
                }
                else x.Value = c.Value;
                x.Mode = OperandMode.Constant;
                break;
            case TypeName:
                x.Mode = OperandMode.TypExpr;
                break;
            case Var v:
                if (v.Pkg == Pkg) v.Used = true;
                AddDeclDep(v);
                if (!TypeOps.IsValid(typ)) return;
                x.Mode = OperandMode.Variable;
                break;
            case GoClr.Types.Func f:
                AddDeclDep(f);
                x.Mode = OperandMode.Value;
                break;
            case Builtin b:
                x.Id = b.Id;
                x.Mode = OperandMode.Builtin;
                break;
            case Nil:
                x.Mode = OperandMode.NilValue;
                break;
            default: throw new InvalidOperationException(obj.GetType().Name);
        }
        x.Type = typ;
    }

    /// <summary>A type that is not generic.</summary>
    internal Type Typ(Expr e) => DeclaredType(e, null);

    /// <summary>The type of a variable: not generic and not a constraint interface.</summary>
    internal Type VarType(Expr e)
    {
        var typ = DeclaredType(e, null);
        ValidVarType(e, typ);
        return typ;
    }

    internal void ValidVarType(Expr e, Type typ)
    {
        // Delayed where the type may be incomplete: this may be a parameter of a method of the very interface.
        switch (typ)
        {
            case Basic or PointerT or SliceT or ArrayT or MapT or ChanT or StructT or SignatureT or TypeParam: return;
            case Named { UnderlyingOrNull: { } u } when u is not InterfaceT || ((InterfaceT)u).TypeSetOrNull is { IsMethodSet: true }: return;
        }
        if (TypeOps.IsTypeParam(typ)) return;
        Later(() =>
        {
            if (typ.Underlying is not InterfaceT t) return;
            var pos = Extent.StartPos(e);
            var tset = TypeSet.Compute(t, pos);
            if (tset.IsMethodSet) return;
            if (tset.Comparable) SoftError(pos, $"cannot use type {typ} outside a type constraint: interface is (or embeds) comparable");
            else SoftError(pos, $"cannot use type {typ} outside a type constraint: interface contains type constraints");
        });
    }

    /// <summary>Like Typ; e is the right-hand side of the declaration of def, if that is not null.</summary>
    internal Type DeclaredType(Expr e, TypeName? def)
    {
        var typ = TypInternal(e, def);
        if (TypeOps.IsGeneric(typ))
        {
            Error(e, $"cannot use generic type {typ} without instantiation");
            typ = Universe.Invalid;
        }
        RecordTypeAndValue(e, OperandMode.TypExpr, typ, null);
        return typ;
    }

    /// <summary>A generic type; Invalid if it is none, then with the reason in cause (empty if an error was reported).</summary>
    internal Type GenericType(Expr e, Cause? cause)
    {
        var typ = TypInternal(e, null);
        if (TypeOps.IsValid(typ) && !TypeOps.IsGeneric(typ))
        {
            if (cause != null) cause.Text = Sprintf($"{typ} is not a generic type");
            typ = Universe.Invalid;
        }
        RecordTypeAndValue(e, OperandMode.TypExpr, typ, null);
        return typ;
    }

    private Type TypInternal(Expr e0, TypeName? def)
    {
        if (!DeepStack.HasRoom) return TypOnFreshStack(e0, def);
        switch (e0)
        {
            case BadExpr: return Universe.Invalid;
            case Name or SelectorExpr:
            {
                var x = new Operand();
                if (e0 is Name n) Ident(x, n, true);
                else Selector(x, (SelectorExpr)e0, true);
                switch (x.Mode)
                {
                    case OperandMode.TypExpr: return x.Type!;
                    case OperandMode.Invalid: break;
                    case OperandMode.NoValue: Error(x, $"{x} used as type"); break;
                    default: Error(x, $"{x} is not a type"); break;
                }
                return Universe.Invalid;
            }
            case IndexExpr e:
                VerifyVersion(e, 18, "type instantiation");
                return InstantiatedType(e.X, Extent.Unpack(e.IndexArg));
            case ParenExpr e: return DeclaredType(e.X, def);
            case ArrayType e:
            {
                long len = -1;
                if (e.Len != null) len = ArrayLength(e.Len);
                else Error(e, "invalid use of [...] array (outside a composite literal)");
                var elem = VarType(e.Elem);
                return len >= 0 ? new ArrayT(elem, len) : Universe.Invalid;
            }
            case SliceType e:
            {
                var typ = new SliceT(Universe.Invalid);
                typ.Elem = VarType(e.Elem);
                return typ;
            }
            case DotsType e:
                Error(e, "invalid use of ...");
                Use(e.Elem);
                return Universe.Invalid;
            case StructType e: return StructTyp(e);
            case Operation { Op: Operator.Mul, Y: null } e:
            {
                var typ = new PointerT(Universe.Invalid);
                typ.Elem = VarType(e.X);
                // A pointer to an invalid type only leads to more errors.
                return TypeOps.IsValid(typ.Elem) ? typ : Universe.Invalid;
            }
            case FuncType e:
            {
                var typ = new SignatureT();
                FuncType(typ, null, [], e);
                return typ;
            }
            case InterfaceType e:
            {
                var typ = new InterfaceT { Check = this };
                NeedsCleanup(typ);
                InterfaceTyp(typ, e, def);
                if (typ.Methods.Count > 0) _interfaces.Add((e.Pos, typ));
                return typ;
            }
            case MapType e:
            {
                var typ = new MapT(Universe.Invalid, Universe.Invalid);
                typ.Key = VarType(e.Key);
                typ.Elem = VarType(e.Value);
                if (typ.Key is not Basic)
                {
                    Later(() =>
                    {
                        if (!TypeOps.Comparable(typ.Key))
                        {
                            string why = TypeOps.IsTypeParam(typ.Key) ? " (missing comparable constraint)" : "";
                            Error(e.Key, $"invalid map key type {typ.Key}{why}");
                        }
                    });
                }
                return typ;
            }
            case ChanType e:
            {
                var typ = new ChanT(e.Dir, Universe.Invalid);
                typ.Elem = VarType(e.Elem);
                return typ;
            }
            default:
                Error(e0, $"{e0} is not a type");
                Use(e0);
                return Universe.Invalid;
        }
    }

    private Type TypOnFreshStack(Expr e, TypeName? def)
    {
        Type typ = Universe.Invalid;
        DeepStack.Run(() => typ = TypInternal(e, def));
        return typ;
    }

    private Type InstantiatedType(Expr x, List<Expr> xlist)
    {
        var cause = new Cause();
        var gtyp = GenericType(x, cause);
        if (cause.Text.Length > 0) Error(x, $"{InvalidOp}{x}{xlist} ({cause.Text})");
        if (!TypeOps.IsValid(gtyp))
        {
            // The arguments are looked at nevertheless, as uses.
            return gtyp;
        }
        if (TypeList(xlist) is not { } targs) return Universe.Invalid;
        var inst = Instantiate(x.Pos, gtyp, targs);
        if (inst is not (Named or AliasT)) return Universe.Invalid;
        Later(() =>
        {
            RecordInstance(x, targs, inst);
            string name = inst is Named n ? n.Obj.Name : ((AliasT)inst).Obj.Name;
            var tparams = inst is Named n1 ? n1.Origin.TypeParams : ((AliasT)inst).Origin.TypeParams;
            if (!Instantiation.ValidateArgCount(this, x.Pos, name, tparams.Count, targs.Count)) return;
            if (Verify(x.Pos, tparams, targs) is var (i, why)) SoftError(i < xlist.Count ? Extent.StartPos(xlist[i]) : x.Pos, why);
            else MonoRecordInstance(x.Pos, tparams, targs, xlist);
        });
        return inst;
    }

    /// <summary>The value of an array length; negative if there was an error.</summary>
    internal long ArrayLength(Expr e)
    {
        // A name may be meant as a type parameter whose constraint is missing.
        if (e is Name name)
        {
            var obj = LookupName(name.Value);
            if (obj == null) { Error(name, $"undefined array length {name.Value} or missing type constraint"); return -1; }
            if (obj is not Const) { Error(name, $"invalid array length {name.Value}"); return -1; }
        }
        var x = new Operand();
        Expr(null, x, e);
        if (x.Mode != OperandMode.Constant)
        {
            if (x.Mode != OperandMode.Invalid) Error(x, $"array length {x} must be constant");
            return -1;
        }
        if (ArrayLengthValue(x) is { } n) return n;
        if (TypeOps.IsInteger(x.Type!)) Error(x, $"invalid array length {x}");
        else Error(x, $"array length {x} must be integer");
        return -1;
    }

    /// <summary>null if one of them is invalid; all have been checked.</summary>
    internal List<Type>? TypeList(List<Expr> list)
    {
        List<Type>? res = new(list.Count);
        foreach (var x in list)
        {
            var t = VarType(x);
            if (!TypeOps.IsValid(t)) res = null;
            res?.Add(t);
        }
        return res;
    }
}
