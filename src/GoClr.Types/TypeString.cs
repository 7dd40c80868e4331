// Types and objects as text, in gc's notation. The qualifier names packages: null means by import path; "" means not at all.
using System;
using System.Collections.Generic;
using System.Text;
using GoClr.Syntax;

namespace GoClr.Types;

public static class TypeString
{
    public static string Of(Type? t, Func<Package, string>? qualifier)
    {
        var w = new TypeWriter(new StringBuilder(), qualifier);
        w.Typ(t);
        return w.ToString();
    }

    /// <summary>A signature without the leading "func".</summary>
    public static string OfSignature(SignatureT sig, Func<Package, string>? qualifier)
    {
        var w = new TypeWriter(new StringBuilder(), qualifier);
        w.Signature(sig);
        return w.ToString();
    }
}

internal sealed class TypeWriter(StringBuilder b, Func<Package, string>? qualifier)
{
    private readonly List<Type> _seen = [];
    internal bool ParamNames = true;
    /// <summary>Names the package of the first unexported struct field: tells two struct types apart that otherwise read the same.</summary>
    internal bool PkgInfo;

    public override string ToString() => b.ToString();

    internal void Typ(Type? t)
    {
        if (t == null) { b.Append("<nil>"); return; }
        if (t is Basic basic)
        {
            if (basic.Kind == BasicKind.UnsafePointer) Prefix(Package.Unsafe);
            b.Append(basic.Name);
            return;
        }
        for (int i = _seen.Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(_seen[i], t)) { b.Append("<cycle to ").Append(KindName(t)).Append('>'); return; }
        }
        _seen.Add(t);
        Composite(t);
        _seen.RemoveAt(_seen.Count - 1);
    }

    private static string KindName(Type t) => t switch
    {
        InterfaceT => "*Interface", StructT => "*Struct", SignatureT => "*Signature", PointerT => "*Pointer", SliceT => "*Slice", ArrayT => "*Array", MapT => "*Map",
        ChanT => "*Chan", Named => "*Named", AliasT => "*Alias", TypeParam => "*TypeParam", TupleT => "*Tuple", UnionT => "*Union", _ => "*Basic",
    };

    private void Composite(Type typ)
    {
        switch (typ)
        {
            case ArrayT t: b.Append('[').Append(t.Len).Append(']'); Typ(t.Elem); break;
            case SliceT t: b.Append("[]"); Typ(t.Elem); break;
            case PointerT t: b.Append('*'); Typ(t.Elem); break;
            case MapT t: b.Append("map["); Typ(t.Key); b.Append(']'); Typ(t.Elem); break;
            case StructT t: Struct(t); break;
            case TupleT t: Tuple(t, false); break;
            case SignatureT t: b.Append("func"); Signature(t); break;
            case UnionT t: Union(t); break;
            case InterfaceT t: Interface(t); break;
            case ChanT t:
                b.Append(t.Dir switch { ChanDir.RecvOnly => "<-chan ", ChanDir.SendOnly => "chan<- ", ChanDir.Both => "chan " });
                if (t.Dir == ChanDir.Both && t.Elem is ChanT { Dir: ChanDir.RecvOnly }) { b.Append('('); Typ(t.Elem); b.Append(')'); }
                else Typ(t.Elem);
                break;
            case Named t:
                TypeName(t.Obj);
                if (t.TypeArgs.Count > 0) TypeList(t.TypeArgs);
                else if (t.TypeParams.Count > 0) TParamList(t.TypeParams);
                break;
            case AliasT t:
                TypeName(t.Obj);
                if (t.TypeArgs.Count > 0) TypeList(t.TypeArgs);
                else if (t.TypeParams.Count > 0) TParamList(t.TypeParams);
                break;
            case TypeParam t:
                b.Append(t.Obj.Name);
                if (Universe.Scope.Lookup(t.Obj.Name) != null) b.Append(" /* with ").Append(t.Obj.Name).Append(" declared at ").Append(t.Obj.Pos.ToString()).Append(" */");
                break;
            default: throw new InvalidOperationException(typ.GetType().Name);
        }
    }

    private void Struct(StructT t)
    {
        b.Append("struct{");
        for (int i = 0; i < t.Fields.Count; i++)
        {
            var f = t.Fields[i];
            if (i > 0) b.Append("; ");
            bool annotate = qualifier == null && PkgInfo && !f.Exported;
            if (annotate) PkgInfo = false;
            if (!f.Embedded) b.Append(f.Name).Append(' ');
            Typ(f.Type);
            if (annotate) b.Append(" /* package ").Append(f.Pkg?.Path).Append(" */ ");
            if (t.Tag(i) is { Length: > 0 } tag) b.Append(' ').Append(Quoting.String(tag));
        }
        b.Append('}');
    }

    private void Union(UnionT t)
    {
        for (int i = 0; i < t.Terms.Count; i++)
        {
            if (i > 0) b.Append(" | ");
            if (t.Terms[i].Tilde) b.Append('~');
            Typ(t.Terms[i].Type);
        }
    }

    private void Interface(InterfaceT t)
    {
        if (t == Universe.Comparable.UnderlyingOrNull) { b.Append("interface{comparable}"); return; }
        if (t.Implicit)
        {
            if (t.Methods.Count == 0 && t.Embedded.Count == 1) { Typ(t.Embedded[0]); return; }
            b.Append("/* implicit */ ");
        }
        b.Append("interface{");
        bool first = true;
        foreach (var m in t.Methods)
        {
            if (!first) b.Append("; ");
            first = false;
            b.Append(m.Name);
            Signature(m.Sig);
        }
        foreach (var e in t.Embedded)
        {
            if (!first) b.Append("; ");
            first = false;
            Typ(e);
        }
        b.Append('}');
    }

    internal void TypeList(List<Type> list)
    {
        b.Append('[');
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0) b.Append(", ");
            Typ(list[i]);
        }
        b.Append(']');
    }

    internal void TParamList(List<TypeParam> list)
    {
        b.Append('[');
        Type? prev = null;
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0)
            {
                if (list[i].Bound != prev) { b.Append(' '); Typ(prev); }
                b.Append(", ");
            }
            prev = list[i].Bound;
            Typ(list[i]);
        }
        if (prev != null) { b.Append(' '); Typ(prev); }
        b.Append(']');
    }

    private void TypeName(TypeName obj)
    {
        if (obj.Pkg != null) Prefix(obj.Pkg);
        b.Append(obj.Name);
    }

    internal void Prefix(Package pkg)
    {
        string s = qualifier == null ? pkg.Path : qualifier(pkg);
        if (s.Length > 0) b.Append(s).Append('.');
    }

    internal void Tuple(TupleT t, bool variadic)
    {
        b.Append('(');
        for (int i = 0; i < t.Vars.Count; i++)
        {
            var v = t.Vars[i];
            if (i > 0) b.Append(", ");
            if (v.Name.Length > 0 && ParamNames) b.Append(v.Name).Append(' ');
            if (variadic && i == t.Vars.Count - 1)
            {
                if (v.Type is SliceT s) { b.Append("..."); Typ(s.Elem); }
                else { Typ(v.Type); b.Append("..."); }        // append([]byte, string...)
            }
            else Typ(v.Type);
        }
        b.Append(')');
    }

    internal void Signature(SignatureT sig)
    {
        if (sig.TypeParams.Count > 0) TParamList(sig.TypeParams);
        Tuple(sig.Params, sig.Variadic);
        if (sig.Results.Count == 0) return;
        b.Append(' ');
        if (sig.Results.Count == 1 && (sig.Results.Vars[0].Name.Length == 0 || !ParamNames)) Typ(sig.Results.Vars[0].Type);
        else Tuple(sig.Results, false);
    }
}

public static class ObjectString
{
    public static string Of(Obj obj, Func<Package, string>? qualifier)
    {
        var b = new StringBuilder();
        var w = new TypeWriter(b, qualifier);
        var type = obj.Type;
        switch (obj)
        {
            case PkgName p:
                b.Append("package ").Append(p.Name);
                if (p.Imported.Path is { Length: > 0 } path && path != p.Name) b.Append(" (").Append(Quoting.String(path)).Append(')');
                return b.ToString();
            case Const: b.Append("const"); break;
            case TypeName: b.Append(type is TypeParam ? "type parameter" : "type"); break;
            case Var v: b.Append(v.Kind == VarKind.Field ? "field" : "var"); break;
            case Func f:
                b.Append("func ");
                if (f.Type is SignatureT sig)
                {
                    if (sig.Recv != null)
                    {
                        b.Append('(');
                        if (sig.Recv.Type is InterfaceT) b.Append("interface"); else w.Typ(sig.Recv.Type);
                        b.Append(").");
                    }
                    else if (f.Pkg != null) w.Prefix(f.Pkg);
                    b.Append(f.Name);
                    w.Signature(sig);
                }
                else b.Append(f.Name);
                return b.ToString();
            case Label: b.Append("label"); type = null; break;
            case Builtin: b.Append("builtin"); type = null; break;
            case Nil: return "nil";
        }
        b.Append(' ');
        if (obj.Pkg != null && obj.Pkg.Scope.Lookup(obj.Name) == obj) w.Prefix(obj.Pkg);
        b.Append(obj.Name);
        if (type == null) return b.ToString();
        if (obj is TypeName tn)
        {
            switch (type)
            {
                case Basic: return b.ToString();
                case Named { TypeParams.Count: > 0 } n: w.TParamList(n.TypeParams); break;
                case AliasT { TypeParams.Count: > 0 } al: w.TParamList(al.TypeParams); break;
            }
            if (tn.IsAlias)
            {
                b.Append(" =");
                if (type is AliasT a) type = a.FromRhs;
            }
            else type = type is TypeParam tp ? tp.Bound : type.Underlying;
        }
        b.Append(' ');
        w.Typ(type);
        return b.ToString();
    }

    internal static string Kind(Obj obj) => obj switch
    {
        PkgName => "package name",
        Const => "constant",
        TypeName { IsAlias: true } => "type alias",
        TypeName { Type: TypeParam } => "type parameter",
        TypeName => "defined type",
        Var v => v.Kind switch
        {
            VarKind.Package => "package-level variable", VarKind.Local => "local variable", VarKind.Recv => "receiver", VarKind.Param => "parameter",
            VarKind.Result => "result variable", VarKind.Field => "struct field",
        },
        Func f => f.Type is SignatureT { Recv: not null } ? "method" : "function",
        Label => "label",
        Builtin => "built-in function",
        Nil => "untyped nil",
        _ => "unknown symbol",
    };
}
