// Does a type implement an interface or satisfy a constraint, and if not, why.
using System;
using System.Collections.Generic;
using System.Text;
using GoClr.Syntax;

namespace GoClr.Types;

public static partial class TypeOps
{
    /// <summary>V implements interface T (spec, "Implementing an interface"). For types of complete packages.</summary>
    public static bool Implements(Type V, Type T) => Implementation.Implements(null, V, T, false, null);

    /// <summary>A method of T that V lacks or has with the wrong type; null: none. isStatic false: V an interface may lack methods.</summary>
    public static Func? MissingMethod(Type V, Type T, bool isStatic) => Implementation.MissingMethod(null, V, T, isStatic, Identical, null).Method;
}

public sealed partial class Checker
{
    internal bool Implements(Type V, Type T, bool constraint, Cause? cause) => Implementation.Implements(this, V, T, constraint, cause);

    internal (Func? Method, bool WrongType) MissingMethod(Type V, Type T, bool isStatic, Func<Type?, Type?, bool> equivalent, Cause? cause) =>
        Implementation.MissingMethod(this, V, T, isStatic, equivalent, cause);

    internal bool HasAllMethods(Type V, Type T, bool isStatic, Func<Type?, Type?, bool> equivalent, Cause? cause) =>
        Implementation.HasAllMethods(this, V, T, isStatic, equivalent, cause);

    /// <summary>A value of interface type V can be asserted to have type T.</summary>
    internal bool NewAssertableTo(Type V, Type T, Cause? cause) => TypeOps.IsInterface(T) || Implements(T, V, false, cause);

    /// <summary>The first type argument that does not satisfy its constraint, with the reason; null: all do.</summary>
    internal (int Index, string Cause)? Verify(Pos pos, List<TypeParam> tparams, List<Type> targs)
    {
        var smap = new SubstMap(tparams, targs);
        for (int i = 0; i < tparams.Count; i++)
        {
            _ = tparams[i].Constraint;          // wraps a constraint that is no interface
            var bound = Subst(tparams[i].Bound!, smap);
            if (bound == Universe.Any || bound == Universe.EmptyInterface) continue;
            var cause = new Cause();
            if (!Implements(targs[i], bound, true, cause)) return (i, cause.Text);
        }
        return null;
    }

    /// <summary>The message for a selector that finds nothing, given what it would find with other spelling.</summary>
    internal string LookupError(Type typ, string sel, Obj? obj, bool structLit)
    {
        const int missing = 0, misspelled = 1, unexported = 2, inaccessible = 3;
        int e = missing;
        string alt = "";
        if (obj != null)
        {
            alt = obj.Name;
            if (obj.Pkg == Pkg) e = misspelled;
            else if (TypeOps.IsExported(sel))
            {
                if (TypeOps.IsExported(alt)) e = misspelled;
                else if (Tail(sel) == Tail(alt)) e = unexported;
            }
            else if (TypeOps.IsExported(alt))
            {
                if (Tail(sel) == Tail(alt)) e = misspelled;
            }
            else if (sel == alt) e = inaccessible;
        }
        if (structLit)
        {
            return e switch
            {
                misspelled => Sprintf($"unknown field {sel} in struct literal of type {typ}, but does have {alt}"),
                unexported => Sprintf($"unknown field {sel} in struct literal of type {typ}, but does have unexported {alt}"),
                inaccessible => Sprintf($"cannot refer to unexported field {alt} in struct literal of type {typ}"),
                _ => Sprintf($"unknown field {sel} in struct literal of type {typ}"),
            };
        }
        string what = obj switch { Var => "field", GoClr.Types.Func => "method", _ => "object" };
        return e switch
        {
            misspelled => Sprintf($"type {typ} has no field or method {sel}, but does have {what} {alt}"),
            unexported => Sprintf($"type {typ} has no field or method {sel}, but does have unexported {what} {alt}"),
            inaccessible => Sprintf($"cannot refer to unexported {what} {alt}"),
            _ => Sprintf($"type {typ} has no field or method {sel}"),
        };
    }

    private static string Tail(string s) => s.Length == 0 ? s : s[(char.IsSurrogatePair(s, 0) ? 2 : 1)..];
}

/// <summary>The rules themselves. check may be null: then all packages involved are complete and messages name packages by path.</summary>
internal static class Implementation
{
    private enum State : byte { Ok, NotFound, WrongName, Unexported, WrongSig, AmbigSel, PtrRecv, Field }

    internal static bool Implements(Checker? check, Type V, Type T, bool constraint, Cause? cause)
    {
        var Vu = V.Underlying;
        var Tu = T.Underlying;
        if (!TypeOps.IsValid(Vu) || !TypeOps.IsValid(Tu)) return true;
        if (Vu is PointerT p && !TypeOps.IsValid(p.Elem.Underlying)) return true;
        string verb = constraint ? "satisfy" : "implement";
        if (Tu is not InterfaceT Ti)
        {
            if (cause != null)
            {
                string detail = TypeOps.IsInterfacePtr(Tu) ? InterfacePtrError(check, T) : Checker.Sprintf(check, $"{T} is not an interface");
                cause.Text = Checker.Sprintf(check, $"{V} does not {verb} {T} ({detail})");
            }
            return false;
        }
        var Tset = Ti.TypeSet;
        if (Tset.IsAll) return true;
        var Vi = Vu as InterfaceT;
        if (Vi != null && Vi.TypeSet.IsEmpty) return true;
        if (Tset.IsEmpty)
        {
            if (cause != null) cause.Text = Checker.Sprintf(check, $"cannot {verb} {T} (empty type set)");
            return false;
        }
        if (!HasAllMethods(check, V, T, true, TypeOps.Identical, cause))
        {
            if (cause != null) cause.Text = Checker.Sprintf(check, $"{V} does not {verb} {T} {cause.Text}");
            return false;
        }

        bool CheckComparability()
        {
            if (!Tset.IsComparable()) return true;
            if (TypeOps.IsComparableType(V, false, null)) return true;
            // Constraints are satisfied by ordinary interfaces too, whose comparison may panic.
            if (constraint && TypeOps.IsComparableType(V, true, null))
            {
                if (check == null || check.AllowVersion(20)) return true;
                if (cause != null) cause.Text = Checker.Sprintf(check, $"{V} to {verb} comparable requires go1.20 or later");
                return false;
            }
            if (cause != null) cause.Text = Checker.Sprintf(check, $"{V} does not {verb} comparable");
            return false;
        }

        if (!Tset.HasTerms) return CheckComparability();
        if (Vi != null)
        {
            if (!Vi.TypeSet.SubsetOf(Tset))
            {
                if (cause != null) cause.Text = Checker.Sprintf(check, $"{V} does not {verb} {T}");
                return false;
            }
            return CheckComparability();
        }
        Type? alt = null;
        bool included = false;
        foreach (var t in Tset.Terms.Terms)
        {
            if (TermList.Includes(t, V)) { included = true; break; }
            if (alt == null && !t.Tilde && TypeOps.Identical(t.Type, t.Type.Underlying) && TermList.Includes(new Term(true, t.Type), V)) alt = t.Type;
        }
        if (!included)
        {
            if (cause != null)
            {
                string detail = alt != null ? Checker.Sprintf(check, $"possibly missing ~ for {alt} in {T}")
                    : Mentions(Ti, V) ? Checker.Sprintf(check, $"{T} mentions {V}, but {V} is not in the type set of {T}")
                    : Checker.Sprintf(check, $"{V} missing in {Tset.Terms.ToString(null)}");
                cause.Text = Checker.Sprintf(check, $"{V} does not {verb} {T} ({detail})");
            }
            return false;
        }
        return CheckComparability();
    }

    private static bool Mentions(Type T, Type typ)
    {
        switch (T)
        {
            case InterfaceT i:
                foreach (var e in i.Embedded)
                {
                    if (Mentions(e, typ)) return true;
                }
                return false;
            case UnionT u:
                foreach (var t in u.Terms)
                {
                    if (Mentions(t.Type, typ)) return true;
                }
                return false;
            default: return TypeOps.Identical(T, typ);
        }
    }

    internal static string InterfacePtrError(Checker? check, Type T) =>
        T.Underlying is PointerT p && TypeOps.IsTypeParam(p.Elem)
            ? Checker.Sprintf(check, $"type {T} is pointer to type parameter, not type parameter")
            : Checker.Sprintf(check, $"type {T} is pointer to interface, not interface");

    internal static (Func? Method, bool WrongType) MissingMethod(Checker? check, Type V, Type T, bool isStatic, Func<Type?, Type?, bool> equivalent, Cause? cause)
    {
        var methods = ((InterfaceT)T.Underlying).TypeSet.Methods;
        var state = State.Ok;
        Func? m = null, f = null;
        if (methods.Count == 0) return (null, false);
        if (V.Underlying is InterfaceT u)
        {
            var tset = u.TypeSet;
            foreach (var want in methods)
            {
                m = want;
                int i = tset.LookupMethod(m.Pkg, m.Name);
                f = i < 0 ? null : tset.Methods[i];
                if (f == null)
                {
                    if (!isStatic) continue;
                    state = State.NotFound;
                    break;
                }
                if (f != m && !equivalent(f.Type, m.Type)) { state = State.WrongSig; break; }
            }
        }
        else
        {
            foreach (var want in methods)
            {
                m = want;
                var r = Lookup.Impl(V, false, m.Pkg, m.Name, false);
                f = null;
                if (r.Obj == null)
                {
                    if (r.Index != null) state = State.AmbigSel;
                    else if (r.Indirect) state = State.PtrRecv;
                    else
                    {
                        state = State.NotFound;
                        f = Lookup.Impl(V, false, m.Pkg, m.Name, true).Obj as Func;
                        if (f != null) state = f.Name == m.Name ? State.Unexported : State.WrongName;
                    }
                    break;
                }
                f = r.Obj as Func;
                if (f == null) { state = State.Field; break; }
                check?.ObjDecl(f);
                // A generic method has type parameters of its own and so never the type of an interface method.
                if (!equivalent(f.Type, m.Type) || f.Sig.TypeParams.Count > 0) { state = State.WrongSig; break; }
            }
        }
        if (state == State.Ok) return (null, false);
        if (cause != null)
        {
            if (f != null) check?.ObjDecl(f);
            switch (state)
            {
                case State.NotFound:
                    cause.Text = TypeOps.IsInterfacePtr(V) ? "(" + InterfacePtrError(check, V) + ")"
                        : TypeOps.IsInterfacePtr(T) ? "(" + InterfacePtrError(check, T) + ")"
                        : $"(missing method {m!.Name})";
                    break;
                case State.WrongName:
                    cause.Text = $"(missing method {m!.Name})\n\t\thave {FuncString(check, f!, false)}\n\t\twant {FuncString(check, m, false)}";
                    break;
                case State.Unexported: cause.Text = $"(unexported method {m!.Name})"; break;
                case State.WrongSig:
                    string fs = FuncString(check, f!, false), ms = FuncString(check, m!, false);
                    if (fs == ms)
                    {
                        fs = FuncString(check, f!, true);
                        ms = FuncString(check, m!, true);
                    }
                    cause.Text = fs == ms ? $"(wrong type for method {m!.Name})" : $"(wrong type for method {m!.Name})\n\t\thave {fs}\n\t\twant {ms}";
                    break;
                case State.AmbigSel: cause.Text = Checker.Sprintf(check, $"(ambiguous selector {V}.{m!.Name})"); break;
                case State.PtrRecv: cause.Text = $"(method {m!.Name} has pointer receiver)"; break;
                case State.Field: cause.Text = Checker.Sprintf(check, $"({V}.{m!.Name} is a field, not a method)"); break;
            }
        }
        return (m, state is State.WrongSig or State.PtrRecv);
    }

    /// <summary>No method is missing, or one cannot know: V or an embedded field is invalid.</summary>
    internal static bool HasAllMethods(Checker? check, Type V, Type T, bool isStatic, Func<Type?, Type?, bool> equivalent, Cause? cause)
    {
        if (!TypeOps.IsValid(V)) return true;
        return MissingMethod(check, V, T, isStatic, equivalent, cause).Method == null || HasInvalidEmbeddedFields(V, null);
    }

    private static bool HasInvalidEmbeddedFields(Type T, HashSet<StructT>? seen)
    {
        if (TypeOps.DerefStructPtr(T).Underlying is not StructT s || seen?.Contains(s) == true) return false;
        (seen ??= []).Add(s);
        foreach (var f in s.Fields)
        {
            if (f.Embedded && (!TypeOps.IsValid(f.Type) || HasInvalidEmbeddedFields(f.Type!, seen))) return true;
        }
        return false;
    }

    private static string FuncString(Checker? check, Func f, bool pkgInfo)
    {
        var w = new TypeWriter(new StringBuilder(f.Name), check != null && !pkgInfo ? check.Qualifier : null) { PkgInfo = pkgInfo, ParamNames = false };
        w.Signature(f.Sig);
        return w.ToString();
    }
}
