// The kinds of types. Concepts and names are the spec's and types2's. Identity: `Types.Identical`; pointers to composite types are not
// interned, so compare with Identical (or by CanonicalName where a key is needed).
using System;
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public abstract class Type
{
    /// <summary>The underlying type (spec, "Underlying types"). For a type parameter: its constraint interface.</summary>
    public abstract Type Underlying { get; }
    public override string ToString() => TypeString.Of(this, null);
}

public enum BasicKind : byte
{
    Invalid,
    Bool, Int, Int8, Int16, Int32, Int64, Uint, Uint8, Uint16, Uint32, Uint64, Uintptr, Float32, Float64, Complex64, Complex128, String, UnsafePointer,
    UntypedBool, UntypedInt, UntypedRune, UntypedFloat, UntypedComplex, UntypedString, UntypedNil,
}

[Flags]
public enum BasicInfo : ushort
{
    None = 0, Boolean = 1, Integer = 2, Unsigned = 4, Float = 8, Complex = 16, String = 32, Untyped = 64,
    Ordered = Integer | Float | String, Numeric = Integer | Float | Complex, ConstType = Boolean | Numeric | String,
}

/// <summary>A predeclared type. byte and rune are Alias-free: they are the same objects as uint8 and int32 with another name for messages.</summary>
public sealed class Basic(BasicKind kind, BasicInfo info, string name) : Type
{
    public BasicKind Kind { get; } = kind;
    public BasicInfo Info { get; } = info;
    public string Name { get; } = name;
    public override Type Underlying => this;
}

public sealed class ArrayT(Type elem, long len) : Type
{
    public Type Elem = elem;
    /// <summary>Negative: unknown (error).</summary>
    public long Len = len;
    public override Type Underlying => this;
}

public sealed class SliceT(Type elem) : Type { public Type Elem = elem; public override Type Underlying => this; }

public sealed class PointerT(Type elem) : Type { public Type Elem = elem; public override Type Underlying => this; }

public sealed class MapT(Type key, Type elem) : Type { public Type Key = key, Elem = elem; public override Type Underlying => this; }

public sealed class ChanT(ChanDir dir, Type elem) : Type { public ChanDir Dir = dir; public Type Elem = elem; public override Type Underlying => this; }

public sealed class StructT(List<Var> fields, List<string>? tags) : Type
{
    public List<Var> Fields = fields;
    /// <summary>Unquoted tags; null or shorter than Fields: none.</summary>
    public List<string>? Tags = tags;
    public string Tag(int i) => Tags != null && i < Tags.Count ? Tags[i] : "";
    public override Type Underlying => this;
}

/// <summary>An ordered list of variables: parameters, results, the type of a multi-valued call.</summary>
public sealed class TupleT(List<Var> vars) : Type
{
    public static readonly TupleT Empty = new([]);
    public List<Var> Vars = vars;
    public int Count => Vars.Count;
    public override Type Underlying => this;
}

public sealed class SignatureT : Type
{
    /// <summary>The receiver; null for functions. Not part of the type's identity.</summary>
    public Var? Recv;
    public List<TypeParam> TypeParams = [];
    /// <summary>Type parameters of the receiver (method of a generic type), declared by the method itself.</summary>
    public List<TypeParam> RecvTypeParams = [];
    public TupleT Params = TupleT.Empty, Results = TupleT.Empty;
    /// <summary>The last parameter is `...T`; its Var has type []T (or string for append's special case).</summary>
    public bool Variadic;
    public Scope? Scope;
    public override Type Underlying => this;
    internal SignatureT Clone() => (SignatureT)MemberwiseClone();
}

public sealed class InterfaceT : Type
{
    /// <summary>Explicitly declared methods, in source order.</summary>
    public List<Func> Methods = [];
    /// <summary>Embedded elements: interfaces, unions, other types.</summary>
    public List<Type> Embedded = [];
    public List<Pos> EmbeddedPos = [];
    /// <summary>An implicit interface wraps a constraint literal such as ~int.</summary>
    public bool Implicit;
    public bool Complete;
    internal TypeSet? TypeSetOrNull;
    /// <summary>Set while the package that declares the interface is being checked: errors of its type set go there.</summary>
    internal Checker? Check;
    /// <summary>The computed type set: all methods (sorted by id), terms, comparable.</summary>
    public TypeSet TypeSet => TypeSetOrNull ?? GoClr.Types.TypeSet.Compute(this);
    public override Type Underlying => this;
}

/// <summary>A term of a union: Type or ~Type.</summary>
public sealed record Term(bool Tilde, Type Type);

public sealed class UnionT(List<Term> terms) : Type { public List<Term> Terms = terms; public override Type Underlying => this; }

/// <summary>A defined type, generic or instantiated (then Origin != this and TypeArgs are set).</summary>
public sealed class Named : Type
{
    public TypeName Obj;
    public Named Origin;
    public List<TypeParam> TypeParams = [];
    public List<Type> TypeArgs = [];
    /// <summary>Declared methods of the origin type, in source order; for an instance use MethodAt which substitutes lazily.</summary>
    public List<Func> Methods = [];
    internal Type? UnderlyingOrNull;
    /// <summary>The right-hand side of the declaration (origin types): may itself be named. null: not yet known.</summary>
    internal Type? FromRhs;
    /// <summary>On a generic type: its instances so far (guarded by a lock on the origin type).</summary>
    internal InstanceTable? Instances;
    /// <summary>Resolves UnderlyingOrNull on first use (declared later in source, or an instance to be expanded).</summary>
    internal Action<Named>? Resolve;
    internal Func?[]? InstanceMethods;
    /// <summary>Of an instance: where it was first written, for messages.</summary>
    internal Pos InstancePos;

    public Named(TypeName obj) { Obj = obj; Origin = this; }
    public override Type Underlying => UnderlyingOrNull ?? Instantiation.ResolveUnderlying(this);
    public bool IsGeneric => Origin.TypeParams.Count > 0 && TypeArgs.Count == 0;
    public int NumMethods => Origin.Methods.Count;
    /// <summary>Method i of this type; of an instance: with the receiver's type parameters substituted (Func.Origin is the generic method).</summary>
    public Func MethodAt(int i) => Instantiation.MethodAt(this, i);
}

public sealed class TypeParam : Type
{
    public TypeName Obj;
    /// <summary>Position in its list.</summary>
    public int Index;
    /// <summary>The constraint as written: an interface, or a type that is wrapped into an implicit one.</summary>
    public Type? Bound;
    public readonly int Id;
    private static int s_id;
    public TypeParam(TypeName obj, Type? bound) { Obj = obj; Bound = bound; Id = System.Threading.Interlocked.Increment(ref s_id); }
    public InterfaceT Constraint => Instantiation.ConstraintOf(this);
    public override Type Underlying => Constraint;
}

/// <summary>A type alias node (also generic, also instantiated). Unalias(t) follows it.</summary>
public sealed class AliasT : Type
{
    public TypeName Obj;
    public AliasT Origin;
    public List<TypeParam> TypeParams = [];
    public List<Type> TypeArgs = [];
    public Type? FromRhs;
    /// <summary>The aliased type with all aliases followed; Universe.Invalid for cycles.</summary>
    public Type? Actual;
    public AliasT(TypeName obj) { Obj = obj; Origin = this; }
    public override Type Underlying => TypeOps.Unalias(this).Underlying;
}
