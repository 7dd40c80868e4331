// Link names: the unique names of types, functions and data in objects (docs/abi.md, "Symbols"). Two types are identical exactly if their
// link names are equal, so these strings are the keys of everything that is emitted once per type.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed class LinkNames
{
    private readonly Dictionary<Type, string> _types = new(ReferenceEqualityComparer.Instance);

    /// <summary>Package path in symbols: "main" for programs.</summary>
    public static string PkgPath(Package p) => p.Name == "main" ? "main" : p.Path;

    /// <summary>Link name of a type free of type parameters.</summary>
    public string TypeName(Type t)
    {
        if (_types.TryGetValue(t, out var s)) return s;
        var b = new StringBuilder();
        Write(b, t);
        return _types[t] = b.ToString();
    }

    private void Write(StringBuilder b, Type type)
    {
        switch (type)
        {
            case Basic t: b.Append(t.Kind == BasicKind.UnsafePointer ? "unsafe.Pointer" : t.Kind == BasicKind.Uint8 ? "uint8" : t.Kind == BasicKind.Int32 ? "int32" : t.Name); break;
            case AliasT t: b.Append(TypeName(TypeOps.Unalias(t))); break;
            case Named t: WriteNamed(b, t); break;
            case PointerT t: b.Append('*').Append(TypeName(t.Elem)); break;
            case SliceT t: b.Append("[]").Append(TypeName(t.Elem)); break;
            case ArrayT t: b.Append('[').Append(t.Len.ToString(CultureInfo.InvariantCulture)).Append(']').Append(TypeName(t.Elem)); break;
            case MapT t: b.Append("map[").Append(TypeName(t.Key)).Append(']').Append(TypeName(t.Elem)); break;
            case ChanT t:
                b.Append(t.Dir switch { ChanDir.RecvOnly => "<-chan ", ChanDir.SendOnly => "chan<- ", ChanDir.Both => "chan " });
                if (t.Dir != ChanDir.SendOnly && TypeOps.Unalias(t.Elem) is ChanT { Dir: ChanDir.RecvOnly } && t.Dir == ChanDir.Both) b.Append('(').Append(TypeName(t.Elem)).Append(')');
                else b.Append(TypeName(t.Elem));
                break;
            case SignatureT t: b.Append("func"); WriteSignature(b, t); break;
            case StructT t: WriteStruct(b, t); break;
            case InterfaceT t: WriteInterface(b, t); break;
            case TypeParam t: b.Append('$').Append(t.Obj.Name).Append(t.Id.ToString(CultureInfo.InvariantCulture)); break;
            case TupleT t: WriteTuple(b, t, false); break;
            default: throw new InternalCompilerError(default, "link name", type.GetType().Name);
        }
    }

    private void WriteNamed(StringBuilder b, Named t)
    {
        var o = t.Obj;
        if (o.Pkg != null) b.Append(PkgPath(o.Pkg)).Append('.');
        b.Append(o.Name);
        if (t.TypeArgs.Count > 0) WriteTypeArgs(b, t.TypeArgs);
        if (t.Origin.Obj.LocalIndex > 0) b.Append('·').Append(t.Origin.Obj.LocalIndex.ToString(CultureInfo.InvariantCulture));
    }

    private void WriteTypeArgs(StringBuilder b, List<Type> targs)
    {
        b.Append('[');
        for (int i = 0; i < targs.Count; i++)
        {
            if (i > 0) b.Append(',');
            b.Append(TypeName(targs[i]));
        }
        b.Append(']');
    }

    public string TypeArgs(List<Type> targs)
    {
        var b = new StringBuilder();
        WriteTypeArgs(b, targs);
        return b.ToString();
    }

    private void WriteTuple(StringBuilder b, TupleT t, bool variadic)
    {
        b.Append('(');
        for (int i = 0; i < t.Count; i++)
        {
            if (i > 0) b.Append(", ");
            if (variadic && i == t.Count - 1) b.Append("...").Append(TypeOps.Unalias(t.Vars[i].Type!) is SliceT s ? TypeName(s.Elem) : TypeName(t.Vars[i].Type!));
            else b.Append(TypeName(t.Vars[i].Type!));
        }
        b.Append(')');
    }

    private void WriteSignature(StringBuilder b, SignatureT t)
    {
        WriteTuple(b, t.Params, t.Variadic);
        if (t.Results.Count == 1) b.Append(' ').Append(TypeName(t.Results.Vars[0].Type!));
        else if (t.Results.Count > 1)
        {
            b.Append(' ');
            WriteTuple(b, t.Results, false);
        }
    }

    private static void WriteMember(StringBuilder b, Obj o)
    {
        if (!o.Exported && o.Pkg != null) b.Append(PkgPath(o.Pkg)).Append('.');
        b.Append(o.Name);
    }

    private void WriteStruct(StringBuilder b, StructT t)
    {
        b.Append("struct {");
        for (int i = 0; i < t.Fields.Count; i++)
        {
            var f = t.Fields[i];
            b.Append(i == 0 ? " " : "; ");
            if (f.Embedded)
            {
                // The field's name tells an embedded alias from its type.
                WriteMember(b, f);
                b.Append(":=");
            }
            else
            {
                WriteMember(b, f);
                b.Append(' ');
            }
            b.Append(TypeName(f.Type!));
            if (t.Tag(i) is { Length: > 0 } tag) b.Append(' ').Append('"').Append(tag.Replace("\\", "\\\\").Replace("\"", "\\\"")).Append('"');
        }
        b.Append(t.Fields.Count > 0 ? " }" : "}");
    }

    private void WriteInterface(StringBuilder b, InterfaceT t)
    {
        b.Append("interface {");
        var methods = t.TypeSet.Methods;
        for (int i = 0; i < methods.Count; i++)
        {
            b.Append(i == 0 ? " " : "; ");
            WriteMember(b, methods[i]);
            WriteSignature(b, methods[i].Sig);
        }
        b.Append(methods.Count > 0 ? " }" : "}");
    }

    /// <summary>"pkg.F", "pkg.(*T).M", "pkg.T.M", with type arguments for instances. recv: receiver type with type arguments put in.</summary>
    public string FuncName(Func f, Type? recv, List<Type> targs)
    {
        f = f.Origin;
        string args = targs.Count > 0 ? TypeArgs(targs) : "";
        if (recv == null) return $"{(f.Pkg == null ? "" : PkgPath(f.Pkg) + ".")}{f.Name}{args}";
        recv = TypeOps.Unalias(recv);
        return recv is PointerT p ? MethodName(p.Elem, true, f.Name, f.Pkg) + args : MethodName(recv, false, f.Name, f.Pkg) + args;
    }

    /// <summary>Name of the method of a receiver base type: "pkg.(*T).m". Unnamed types (embedding structs) and methods from other packages carry the full names.</summary>
    public string MethodName(Type recvBase, bool ptr, string method, Package? methodPkg)
    {
        recvBase = TypeOps.Unalias(recvBase);
        if (recvBase is Named n)
        {
            string full = TypeName(n);
            string pkg = n.Obj.Pkg != null ? PkgPath(n.Obj.Pkg) + "." : "";
            string name = full[pkg.Length..];
            // A promoted unexported method of another package must not collide with one of this package.
            string m = methodPkg != null && n.Obj.Pkg != null && !ReferenceEquals(methodPkg, n.Obj.Pkg) && methodPkg.Path != n.Obj.Pkg.Path && !IsExported(method) ? PkgPath(methodPkg) + "." + method : method;
            return ptr ? $"{pkg}(*{name}).{m}" : $"{pkg}{name}.{m}";
        }
        string mm = methodPkg != null && !IsExported(method) ? PkgPath(methodPkg) + "." + method : method;
        return ptr ? $"go.(*{TypeName(recvBase)}).{mm}" : $"go.{TypeName(recvBase)}.{mm}";
    }

    private static bool IsExported(string name) => name.Length > 0 && (name[0] < 128 ? name[0] is >= 'A' and <= 'Z' : char.IsUpper(name, 0));
}
