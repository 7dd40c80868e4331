// Declared entities. Names follow go/types: PkgName, Const, TypeName, Var, Func, Label, Builtin, Nil.
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public abstract class Obj(Pos pos, Package? pkg, string name, Type? type)
{
    public Pos Pos = pos;
    /// <summary>null for universe objects and labels.</summary>
    public Package? Pkg = pkg;
    public string Name = name;
    /// <summary>null until resolved.</summary>
    public Type? Type = type;
    public Scope? Parent;
    /// <summary>Where the object's scope starts inside functions.</summary>
    public Pos ScopePos;
    /// <summary>Declaration order, for initialisation and messages; 0 for imported objects.</summary>
    public int Order;
    /// <summary>Declaration of a package-level object or method while its package is being checked; null before and after.</summary>
    internal DeclInfo? DeclInfo;
    /// <summary>1 + index on Checker.ObjPath while the object's declaration is being checked (grey); 0 otherwise.</summary>
    internal int PathIndex;
    public bool Exported => Name.Length > 0 && (Name[0] < 128 ? Name[0] is >= 'A' and <= 'Z' : char.IsUpper(Name, 0));
}

public sealed class PkgName(Pos pos, Package? pkg, string name, Package imported) : Obj(pos, pkg, name, Universe.Invalid) { public Package Imported = imported; public bool Used; }
public sealed class Const(Pos pos, Package? pkg, string name, Type? type) : Obj(pos, pkg, name, type) { public ConstValue Value = ConstValue.Unknown; }
public sealed class TypeName(Pos pos, Package? pkg, string name, Type? type) : Obj(pos, pkg, name, type)
{
    /// <summary>For a type declared in a function: "·1" style number that makes its link name unique; 0 at package level.</summary>
    public int LocalIndex;
    public bool IsAlias => Type is AliasT || Type is Basic b && b.Name != Name;
}

public enum VarKind : byte { Package, Local, Recv, Param, Result, Field }

public sealed class Var(Pos pos, Package? pkg, string name, Type? type, VarKind kind) : Obj(pos, pkg, name, type)
{
    public VarKind Kind = kind;
    public bool Embedded;
    public bool Used;
    /// <summary>For a field or method parameter of an instance: the object it was substituted from; else this.</summary>
    public Var? OriginOrNull;
    public Var Origin => OriginOrNull ?? this;
    internal Var CloneWith(Type type)
    {
        var v = (Var)MemberwiseClone();
        v.Type = type;
        v.OriginOrNull = Origin;
        return v;
    }
}

public sealed class Func(Pos pos, Package? pkg, string name, SignatureT? sig) : Obj(pos, pkg, name, sig)
{
    public SignatureT Sig => (SignatureT)Type!;
    public bool HasPtrRecv;
    /// <summary>The declaration; null for interface methods, imported and universe functions.</summary>
    public FuncDecl? Decl;
    public Func? OriginOrNull;
    public Func Origin => OriginOrNull ?? this;
    internal Func CloneWith(SignatureT sig)
    {
        var f = (Func)MemberwiseClone();
        f.Type = sig;
        f.OriginOrNull = Origin;
        f.DeclInfo = null;
        return f;
    }
}

public sealed class Label(Pos pos, string name) : Obj(pos, null, name, Universe.Invalid) { public bool Used; }

public enum BuiltinId : byte
{
    Append, Cap, Clear, Close, Complex, Copy, Delete, Imag, Len, Make, Max, Min, New, Panic, Print, Println, Real, Recover,
    Add, Alignof, Offsetof, Sizeof, Slice, SliceData, String, StringData,           // package unsafe
}

public sealed class Builtin(string name, BuiltinId id) : Obj(default, null, name, Universe.Invalid) { public BuiltinId Id = id; }
public sealed class Nil() : Obj(default, null, "nil", Universe.UntypedNil) { }

public sealed class Scope(Scope? parent, string comment)
{
    public Scope? Parent = parent;
    public string Comment = comment;
    public readonly Dictionary<string, Obj> Elems = [];
    public List<Scope> Children = [];
    public bool IsFunc;
    public Obj? Lookup(string name) => Elems.GetValueOrDefault(name);
    /// <summary>Inserts; returns the object already there under that name, or null. Blank names are not inserted.</summary>
    public Obj? Insert(Obj obj)
    {
        if (Elems.TryGetValue(obj.Name, out var old)) return old;
        Elems[obj.Name] = obj;
        obj.Parent ??= this;
        return null;
    }
}

public sealed class Package(string path, string name)
{
    /// <summary>Import path; "main" programs have path "main" for symbols (gc's rule) and their real path here.</summary>
    public string Path = path;
    public string Name = name;
    public Scope Scope = new(null, "package");
    /// <summary>Directly imported packages, sorted by path.</summary>
    public List<Package> Imports = [];
    public bool Complete, Fake;
    /// <summary>A package main that is compiled to be imported by its tests.</summary>
    public bool AsLibrary;
    /// <summary>Its symbols stand under "main".</summary>
    public bool IsProgram => Name == "main" && !AsLibrary;
    /// <summary>While the package is being checked: by whom. Completes what only the checking thread can see.</summary>
    internal Checker? Checker;
    /// <summary>Language version of the module, "go1.27".</summary>
    public string GoVersion = "";
    public static readonly Package Unsafe = new("unsafe", "unsafe") { Complete = true };
}
