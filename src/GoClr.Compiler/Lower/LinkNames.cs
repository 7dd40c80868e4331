// Types as text, in the two spellings that bytes of the program depend on.
//
//   Link     names symbols; two types are identical exactly if their link names are equal, so it also is the key of every table of types
//   Reflect  what reflect.Type.String and %T print: package names instead of paths, no ·N of local types
//
// A type declared in a function is "T·N"; inside an instance of a generic function the type arguments of that function stand before it: "T[int]·N".
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed class LinkNames
{
    private readonly ConcurrentDictionary<Type, string> _link = new(ByReference.Instance);

    private sealed class ByReference : IEqualityComparer<Type>
    {
        internal static readonly ByReference Instance = new();
        public bool Equals(Type? x, Type? y) => ReferenceEquals(x, y);
        public int GetHashCode(Type t) => RuntimeHelpers.GetHashCode(t);
    }

    /// <summary>Type arguments of the function in which a local type was made for an instance; see LocalTypes.</summary>
    public readonly ConcurrentDictionary<Named, (string Args, int LocalIndex)> LocalInstances = new();

    /// <summary>A package's path as it stands in symbols: "main" for programs, and with dots of the last element escaped.</summary>
    public static string PkgPath(Package pkg) => pkg.IsProgram ? "main" : Prefix(pkg.Path);

    private static string Prefix(string path)
    {
        int slash = path.LastIndexOf('/');
        bool clean = true;
        for (int i = 0; i < path.Length; i++)
        {
            char c = path[i];
            if (c <= ' ' || c == '.' && i > slash || c is '%' or '"' || c >= 0x7f) { clean = false; break; }
        }
        if (clean) return path;
        var b = new StringBuilder();
        byte[] utf8 = Encoding.UTF8.GetBytes(path);
        int last = Array.LastIndexOf(utf8, (byte)'/');
        for (int i = 0; i < utf8.Length; i++)
        {
            byte c = utf8[i];
            if (c <= ' ' || c == '.' && i > last || c is (byte)'%' or (byte)'"' || c >= 0x7f) b.Append('%').Append(c.ToString("x2", CultureInfo.InvariantCulture));
            else b.Append((char)c);
        }
        return b.ToString();
    }

    public string Link(Type t)
    {
        if (_link.TryGetValue(t, out var s)) return s;
        var b = new StringBuilder();
        Write(b, t, true, false);
        return _link[t] = b.ToString();
    }

    public string Reflect(Type t)
    {
        var b = new StringBuilder();
        Write(b, t, false, false);
        return b.ToString();
    }

    /// <summary>"[a,b]", or "" for no arguments.</summary>
    public string Args(IReadOnlyList<Type> args)
    {
        if (args.Count == 0) return "";
        var b = new StringBuilder("[");
        for (int i = 0; i < args.Count; i++)
        {
            if (i > 0) b.Append(',');
            b.Append(Link(args[i]));
        }
        return b.Append(']').ToString();
    }

    /// <summary>The name of a defined type without its package: with type arguments and, if <paramref name="link"/>, the ·N of a local type.</summary>
    public string NamedBase(Named n, bool link)
    {
        string name = n.Obj.Name;
        int index = n.Obj.LocalIndex;
        string implicits = "";
        if (LocalInstances.TryGetValue(n, out var local) || LocalInstances.TryGetValue(n.Origin, out local)) (implicits, index) = local;
        if (n.TypeArgs.Count == 0 && implicits.Length == 0) return link && index > 0 ? name + "·" + index.ToString(CultureInfo.InvariantCulture) : name;
        var b = new StringBuilder(name);
        b.Append('[').Append(implicits);
        for (int i = 0; i < n.TypeArgs.Count; i++)
        {
            if (i > 0) b.Append(',');
            else if (implicits.Length > 0) b.Append(';');
            b.Append(Link(n.TypeArgs[i]));
        }
        b.Append(']');
        if (link && index > 0) b.Append('·').Append(index);
        return b.ToString();
    }

    private void Write(StringBuilder b, Type? type, bool link, bool sigOnly)
    {
        switch (type)
        {
            case AliasT a: Write(b, TypeOps.Unalias(a), link, sigOnly); break;
            case Basic t:
                b.Append(t.Kind switch
                {
                    BasicKind.Uint8 => "uint8", BasicKind.Int32 => "int32", BasicKind.UnsafePointer => "unsafe.Pointer",
                    BasicKind.UntypedNil => "unsafe.Pointer", _ => t.Name,
                });
                break;
            case Named n:
                if (n.Obj.Pkg != null) b.Append(link ? PkgPath(n.Obj.Pkg) : n.Obj.Pkg.Name).Append('.');
                b.Append(NamedBase(n, link));
                break;
            case PointerT t: b.Append('*'); Write(b, t.Elem, link, false); break;
            case ArrayT t: b.Append('[').Append(t.Len).Append(']'); Write(b, t.Elem, link, false); break;
            case SliceT t: b.Append("[]"); Write(b, t.Elem, link, false); break;
            case MapT t: b.Append("map["); Write(b, t.Key, link, false); b.Append(']'); Write(b, t.Elem, link, false); break;
            case ChanT t:
                b.Append(t.Dir switch { ChanDir.RecvOnly => "<-chan ", ChanDir.SendOnly => "chan<- ", ChanDir.Both => "chan " });
                bool paren = t.Dir == ChanDir.Both && TypeOps.Unalias(t.Elem) is ChanT { Dir: ChanDir.RecvOnly };
                if (paren) b.Append('(');
                Write(b, t.Elem, link, false);
                if (paren) b.Append(')');
                break;
            case SignatureT t:
                if (!sigOnly) b.Append("func");
                Params(b, t.Params, t.Variadic, link);
                if (t.Results.Count == 0) break;
                b.Append(' ');
                if (t.Results.Count == 1) Write(b, t.Results.Vars[0].Type, link, false);
                else Params(b, t.Results, false, link);
                break;
            case StructT t: Struct(b, t, link); break;
            case InterfaceT t: Interface(b, t, link); break;
            case TupleT t: Params(b, t, false, link); break;
            case TypeParam t: b.Append(t.Obj.Name).Append('#').Append(t.Id); break;
            default: b.Append(type?.ToString() ?? "<nil>"); break;
        }
    }

    private void Params(StringBuilder b, TupleT t, bool variadic, bool link)
    {
        b.Append('(');
        for (int i = 0; i < t.Count; i++)
        {
            if (i > 0) b.Append(", ");
            var pt = t.Vars[i].Type!;
            if (variadic && i == t.Count - 1 && TypeOps.Unalias(pt) is SliceT s)
            {
                b.Append("...");
                pt = s.Elem;
            }
            Write(b, pt, link, false);
        }
        b.Append(')');
    }

    private void Struct(StringBuilder b, StructT t, bool link)
    {
        b.Append("struct {");
        for (int i = 0; i < t.Fields.Count; i++)
        {
            var f = t.Fields[i];
            b.Append(i > 0 ? "; " : " ");
            if (!f.Embedded || link && !NamedAfterType(f))
            {
                if (link && !f.Exported && f.Pkg != null) b.Append(PkgPath(f.Pkg)).Append('.');
                b.Append(f.Name).Append(f.Embedded ? " = " : " ");
            }
            Write(b, f.Type, link, false);
            if (t.Tag(i) is { Length: > 0 } tag) b.Append(' ').Append(Quoting.String(tag));
        }
        b.Append(t.Fields.Count > 0 ? " }" : "}");
    }

    /// <summary>The embedded field has the name that its type gives it (not that of an alias), and for a lower-case name that of its own package.</summary>
    private static bool NamedAfterType(Var f)
    {
        var t = TypeOps.Unalias(f.Type!);
        if (t is PointerT p) t = TypeOps.Unalias(p.Elem);
        return t switch
        {
            Named n => n.Obj.Name == f.Name && (f.Exported || n.Obj.Pkg == f.Pkg),
            _ => false,
        };
    }

    private void Interface(StringBuilder b, InterfaceT t, bool link)
    {
        var ms = InterfaceMethods(t);
        if (ms.Count == 0) { b.Append("interface {}"); return; }
        b.Append("interface {");
        for (int i = 0; i < ms.Count; i++)
        {
            b.Append(i > 0 ? "; " : " ");
            if (!ms[i].Exported && ms[i].Pkg != null) b.Append(link ? PkgPath(ms[i].Pkg!) : ms[i].Pkg!.Name).Append('.');
            b.Append(ms[i].Name);
            Write(b, ms[i].Type, link, true);
        }
        b.Append(" }");
    }

    /// <summary>Methods of an interface in the order of its itabs: exported ones first, each group by name, then by package path.</summary>
    public static List<Func> InterfaceMethods(InterfaceT t)
    {
        var list = new List<Func>(t.TypeSet.Methods);
        list.Sort(CompareMethods);
        return list;
    }

    public static int CompareMethods(Obj a, Obj b)
    {
        bool ea = a.Exported, eb = b.Exported;
        if (ea != eb) return ea ? -1 : 1;
        int c = string.CompareOrdinal(a.Name, b.Name);
        return c != 0 || ea ? c : string.CompareOrdinal(a.Pkg?.Path, b.Pkg?.Path);
    }
}
