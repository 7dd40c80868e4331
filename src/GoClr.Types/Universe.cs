// The universe scope and package unsafe: predeclared types, constants, nil and builtins (spec, "Predeclared identifiers").
// Everything here is immutable after the static constructor and shared by all packages.
using System.Numerics;

namespace GoClr.Types;

public static class Universe
{
    public static readonly Basic Invalid = new(BasicKind.Invalid, 0, "invalid type");
    public static readonly Basic Bool = new(BasicKind.Bool, BasicInfo.Boolean, "bool");
    public static readonly Basic Int = new(BasicKind.Int, BasicInfo.Integer, "int");
    public static readonly Basic Int8 = new(BasicKind.Int8, BasicInfo.Integer, "int8");
    public static readonly Basic Int16 = new(BasicKind.Int16, BasicInfo.Integer, "int16");
    public static readonly Basic Int32 = new(BasicKind.Int32, BasicInfo.Integer, "int32");
    public static readonly Basic Int64 = new(BasicKind.Int64, BasicInfo.Integer, "int64");
    public static readonly Basic Uint = new(BasicKind.Uint, BasicInfo.Integer | BasicInfo.Unsigned, "uint");
    public static readonly Basic Uint8 = new(BasicKind.Uint8, BasicInfo.Integer | BasicInfo.Unsigned, "uint8");
    public static readonly Basic Uint16 = new(BasicKind.Uint16, BasicInfo.Integer | BasicInfo.Unsigned, "uint16");
    public static readonly Basic Uint32 = new(BasicKind.Uint32, BasicInfo.Integer | BasicInfo.Unsigned, "uint32");
    public static readonly Basic Uint64 = new(BasicKind.Uint64, BasicInfo.Integer | BasicInfo.Unsigned, "uint64");
    public static readonly Basic Uintptr = new(BasicKind.Uintptr, BasicInfo.Integer | BasicInfo.Unsigned, "uintptr");
    public static readonly Basic Float32 = new(BasicKind.Float32, BasicInfo.Float, "float32");
    public static readonly Basic Float64 = new(BasicKind.Float64, BasicInfo.Float, "float64");
    public static readonly Basic Complex64 = new(BasicKind.Complex64, BasicInfo.Complex, "complex64");
    public static readonly Basic Complex128 = new(BasicKind.Complex128, BasicInfo.Complex, "complex128");
    public static readonly Basic String = new(BasicKind.String, BasicInfo.String, "string");
    public static readonly Basic UnsafePointer = new(BasicKind.UnsafePointer, 0, "Pointer");
    public static readonly Basic UntypedBool = new(BasicKind.UntypedBool, BasicInfo.Boolean | BasicInfo.Untyped, "untyped bool");
    public static readonly Basic UntypedInt = new(BasicKind.UntypedInt, BasicInfo.Integer | BasicInfo.Untyped, "untyped int");
    public static readonly Basic UntypedRune = new(BasicKind.UntypedRune, BasicInfo.Integer | BasicInfo.Untyped, "untyped rune");
    public static readonly Basic UntypedFloat = new(BasicKind.UntypedFloat, BasicInfo.Float | BasicInfo.Untyped, "untyped float");
    public static readonly Basic UntypedComplex = new(BasicKind.UntypedComplex, BasicInfo.Complex | BasicInfo.Untyped, "untyped complex");
    public static readonly Basic UntypedString = new(BasicKind.UntypedString, BasicInfo.String | BasicInfo.Untyped, "untyped string");
    public static readonly Basic UntypedNil = new(BasicKind.UntypedNil, BasicInfo.Untyped, "untyped nil");
    /// <summary>uint8 under the name byte; identical to Uint8, but another object.</summary>
    public static readonly Basic Byte = new(BasicKind.Uint8, BasicInfo.Integer | BasicInfo.Unsigned, "byte");
    /// <summary>int32 under the name rune.</summary>
    public static readonly Basic Rune = new(BasicKind.Int32, BasicInfo.Integer, "rune");

    public static readonly InterfaceT EmptyInterface = new() { Complete = true, TypeSetOrNull = TypeSet.Top };

    /// <summary>type error interface { Error() string }</summary>
    public static readonly Named Error;
    /// <summary>The method Error of error.</summary>
    public static readonly Func ErrorMethod;
    public static readonly Named Comparable;
    public static readonly AliasT Any;
    public static readonly TypeName AnyObj, ComparableObj;
    public static readonly Const Iota, True, False;
    public static readonly Nil NilObj = new();
    public static readonly Scope Scope = new(null, "universe");

    static Universe()
    {
        Basic[] typs = [Bool, Int, Int8, Int16, Int32, Int64, Uint, Uint8, Uint16, Uint32, Uint64, Uintptr, Float32, Float64, Complex64, Complex128, String, Byte, Rune];
        foreach (var t in typs) Scope.Insert(new TypeName(default, null, t.Name, t));
        Package.Unsafe.Scope.Insert(new TypeName(default, Package.Unsafe, UnsafePointer.Name, UnsafePointer));

        var errorObj = new TypeName(default, null, "error", null);
        Error = new Named(errorObj);
        errorObj.Type = Error;
        var sig = new SignatureT
        {
            Recv = new Var(default, null, "", Error, VarKind.Recv),
            Results = new TupleT([new Var(default, null, "", String, VarKind.Result)]),
        };
        ErrorMethod = new Func(default, null, "Error", sig);
        var ityp = new InterfaceT { Methods = [ErrorMethod], Complete = true };
        ityp.TypeSetOrNull = new TypeSet([ErrorMethod], TermList.All, false);
        Error.UnderlyingOrNull = Error.FromRhs = ityp;
        Scope.Insert(errorObj);

        AnyObj = new TypeName(default, null, "any", null);
        Any = new AliasT(AnyObj) { FromRhs = EmptyInterface, Actual = EmptyInterface };
        AnyObj.Type = Any;
        Scope.Insert(AnyObj);

        ComparableObj = new TypeName(default, null, "comparable", null);
        Comparable = new Named(ComparableObj);
        Comparable.UnderlyingOrNull = Comparable.FromRhs = new InterfaceT { Complete = true, TypeSetOrNull = new TypeSet([], TermList.All, true) };
        ComparableObj.Type = Comparable;
        Scope.Insert(ComparableObj);

        True = new Const(default, null, "true", UntypedBool) { Value = new BoolConst(true) };
        False = new Const(default, null, "false", UntypedBool) { Value = new BoolConst(false) };
        Iota = new Const(default, null, "iota", UntypedInt) { Value = new IntConst(BigInteger.Zero) };
        Scope.Insert(True);
        Scope.Insert(False);
        Scope.Insert(Iota);
        Scope.Insert(NilObj);

        (string, BuiltinId)[] funcs =
        [
            ("append", BuiltinId.Append), ("cap", BuiltinId.Cap), ("clear", BuiltinId.Clear), ("close", BuiltinId.Close), ("complex", BuiltinId.Complex),
            ("copy", BuiltinId.Copy), ("delete", BuiltinId.Delete), ("imag", BuiltinId.Imag), ("len", BuiltinId.Len), ("make", BuiltinId.Make), ("max", BuiltinId.Max),
            ("min", BuiltinId.Min), ("new", BuiltinId.New), ("panic", BuiltinId.Panic), ("print", BuiltinId.Print), ("println", BuiltinId.Println),
            ("real", BuiltinId.Real), ("recover", BuiltinId.Recover),
        ];
        foreach (var (name, id) in funcs) Scope.Insert(new Builtin(name, id));
        (string, BuiltinId)[] unsafeFuncs =
        [
            ("Add", BuiltinId.Add), ("Alignof", BuiltinId.Alignof), ("Offsetof", BuiltinId.Offsetof), ("Sizeof", BuiltinId.Sizeof), ("Slice", BuiltinId.Slice),
            ("SliceData", BuiltinId.SliceData), ("String", BuiltinId.String), ("StringData", BuiltinId.StringData),
        ];
        foreach (var (name, id) in unsafeFuncs) Package.Unsafe.Scope.Insert(new Builtin(name, id) { Pkg = Package.Unsafe });
    }
}
