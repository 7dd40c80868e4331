// What the checker learned about one package: side tables indexed by Node.Index, as go/types.Info but dense.
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public enum OperandMode : byte { Invalid, NoValue, Builtin, TypExpr, Constant, Variable, MapIndex, Value, NilValue, CommaOk, CommaErr, CgoFunc }

/// <summary>Type, mode and constant value of an expression. Untyped expressions have their final (defaulted or converted) type.</summary>
public readonly record struct TypeAndValue(Type? Type, OperandMode Mode, ConstValue? Value)
{
    public bool IsConst => Mode == OperandMode.Constant && Value != null;
    public bool IsType => Mode == OperandMode.TypExpr;
    public bool IsNil => Mode == OperandMode.NilValue || Type is Basic { Kind: BasicKind.UntypedNil };
    public bool Addressable => Mode == OperandMode.Variable;
}

public enum SelectionKind : byte { FieldVal, MethodVal, MethodExpr }

/// <summary>A selector that is not a qualified identifier. Index is the path of field indices (embedded ones first); for a method the last is its index.</summary>
public sealed record Selection(SelectionKind Kind, Type Recv, Obj Obj, Type Type, int[] Index, bool Indirect);

/// <summary>An instantiation of a generic function or type at an identifier.</summary>
public sealed record Instance(List<Type> TypeArgs, Type Type);

/// <summary>Package-level initialisation Lhs = Rhs, in execution order.</summary>
public sealed record Initializer(List<Var> Lhs, Expr Rhs);

public sealed class CheckedPackage(Package pkg, List<File> files, NodeNumbering numbering)
{
    public readonly Package Pkg = pkg;
    public readonly List<File> Files = files;

    /// <summary>Per expression (Node.Index). A multi-valued call has a TupleT. Comma-ok uses have the tuple (T, bool) as in go/types.</summary>
    public readonly TypeAndValue[] Types = new TypeAndValue[numbering.Count];
    /// <summary>Name → declared object (at its declaration); null for _ receivers, package names and symbolic type-switch variables.</summary>
    public readonly Obj?[] Defs = new Obj?[numbering.Count];
    /// <summary>Name → object it refers to.</summary>
    public readonly Obj?[] Uses = new Obj?[numbering.Count];
    /// <summary>CaseClause → Var of a type switch with a symbol; Field → anonymous parameter Var; ImportDecl → PkgName without local name.</summary>
    public readonly Obj?[] Implicits = new Obj?[numbering.Count];
    /// <summary>SelectorExpr → selection (not for qualified identifiers).</summary>
    public readonly Selection?[] Selections = new Selection?[numbering.Count];
    /// <summary>Name (of a generic function or type being instantiated; for pkg.F the Sel name) → type arguments.</summary>
    public readonly Instance?[] Instances = new Instance?[numbering.Count];
    /// <summary>Scopes of files, functions, blocks, clauses.</summary>
    public readonly Scope?[] Scopes = new Scope?[numbering.Count];
    /// <summary>In execution order (spec, "Package initialization"). Variables without initialiser do not appear.</summary>
    public readonly List<Initializer> InitOrder = [];
    /// <summary>Which function bodies were checked, of a package whose code is at hand already; null: all.</summary>
    public System.Func<FuncDecl, bool>? BodyFilter;
    /// <summary>Language version that holds in a file ("go1.27"); decides loop-variable semantics.</summary>
    public readonly Dictionary<SourceFile, string> FileVersions = [];

    public TypeAndValue TypeOf(Expr e) => Types[e.Index];
    public Obj? ObjectOf(Name n) => Defs[n.Index] ?? Uses[n.Index];
}
