// The type checker of one package. This file holds all state of the partial class and the list of the methods its parts call in each
// other; the parts are cut by concept:
//
//   Resolver  Decl  TypExpr  Signature  Struct  Interface  Union  ValidType  InitOrder  Mono  Record  Errors  Version    declarations, types
//   Expr  Const  Index  Call  Builtins  Conversions  Assignments  Stmt  Return  Literals  Range                      expressions, statements
//
// A package is checked by one thread, after its imports. What other packages can reach of it is complete when Check returns; until then
// only this thread sees its objects. Types reachable from several packages change afterwards only by idempotent publication
// (Named.Underlying and methods of instances, type sets).
//
// The entry points that the halves of the class use of each other (T? target: the type a generic function value is assigned to):
//
//   void RawExpr(Target? T, Operand x, Expr e, Type? hint, bool allowGeneric)      any expression
//   void Expr(Target? T, Operand x, Expr e)                                        a single value
//   void GenericExpr(Operand x, Expr e)                                            a value, possibly a generic function
//   List<Operand> MultiExpr(Expr e, bool allowCommaOk, out bool commaOk)           one or several values
//   void ExprWithHint(Operand x, Expr e, Type hint)
//   void ExprOrType(Operand x, Expr e, bool allowGeneric)
//   void Selector(Operand x, SelectorExpr e, bool wantType)
//   bool Use(params Expr?[] args), bool UseLhs(params Expr?[] args), bool UseList(List<Expr>)   evaluate for side effects on "used"
//   void Assignment(Operand x, Type? T, string context)
//   void InitConst(Const lhs, Operand x);  void InitVar(Var lhs, Operand x, string context);  void InitVars(List<Var> lhs, List<Expr> rhs, Stmt? returnStmt)
//   void FuncBody(DeclInfo? decl, string name, SignatureT sig, BlockStmt body, ConstValue? iota)
//   bool Representable(ConstValue v, Basic typ, out ConstValue rounded);  ConstValue ToInt etc. are in ConstOps
//   string OperandString(Operand x)
//   void Usage(Scope s) unused variables of a function; called by FuncBody
//
//   void Ident(Operand x, Name e, bool wantType);  void ObjDecl(Obj obj)
//   Type Typ(Expr e);  Type VarType(Expr e);  Type DeclaredType(Expr e, TypeName? def);  Type GenericType(Expr e, Cause? cause)
//   List<Type>? TypeList(List<Expr> list);  void FuncType(SignatureT sig, Field? recv, List<Field> tparams, FuncType ftyp);  void DeclStmt(List<Decl> list)
//   void Declare(Scope scope, Name? id, Obj obj, Pos scopePos);  void OpenScope(Node n, string comment);  void CloseScope()
//   Type Instantiate(Pos pos, Type orig, List<Type> targs)   Named, AliasT or SignatureT
//   (int Index, string Cause)? Verify(Pos pos, List<TypeParam> tparams, List<Type> targs)   null: all constraints satisfied
//   List<Type>? Infer(Pos pos, List<TypeParam> tparams, List<Type?> targs, TupleT parameters, List<Operand> args, bool reverse, ErrorBuilder err)
//   List<TypeParam> RenameTParams(Pos pos, List<TypeParam> tparams, ref Type typ)
//   Lookup.FieldOrMethod(Type T, bool addressable, Package? pkg, string name) -> LookupResult(Obj, Index, Indirect)
//   string LookupError(Type typ, string sel, Obj? obj, bool structLit)
//   (Func? Method, bool WrongType) MissingMethod(Type V, Type T, bool isStatic, Func<Type, Type, bool> equivalent, Cause? cause)
//   bool Implements(Type V, Type T, bool constraint, Cause? cause)
//   bool NewAssertableTo(Type V, Type T, Cause? cause)
//   Type Subst(Type t, SubstMap m)
using System;
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

/// <summary>What a package is checked with.</summary>
public sealed class CheckerConfig
{
    /// <summary>Import path → complete package; throws or returns null if there is none. Called by the thread that checks, "unsafe" included.</summary>
    public required Func<string, Package?> Importer;
    /// <summary>Language version of the module ("go1.27", also "go1.27.4"); empty: the current one.</summary>
    public string GoVersion = "";
    /// <summary>Declarations only.</summary>
    public bool IgnoreFuncBodies;
    /// <summary>The package has no files in other languages: every function must have a body or a linkname.</summary>
    public bool Complete;
    /// <summary>Which bodies to check, of a package whose code is at hand already; null: all.</summary>
    public Func<FuncDecl, bool>? BodyFilter;
    /// <summary>Part of the standard library: may declare functions without body, import internal packages and so on.</summary>
    public bool IsStd;
}

/// <summary>Declaration of a package-level const, var, type or func, or of a method.</summary>
internal sealed class DeclInfo(Scope file, int version)
{
    internal readonly Scope File = file;
    internal readonly int Version = version;
    /// <summary>Variables of `var a, b = f()`; else null.</summary>
    internal List<Var>? Lhs;
    internal Expr? VType, Init;
    /// <summary>Init comes from an earlier spec of the const group.</summary>
    internal bool Inherited;
    internal TypeDecl? TDecl;
    internal FuncDecl? FDecl;
    /// <summary>Package-level objects that the initialiser or body refers to.</summary>
    internal HashSet<Obj>? Deps;
    internal bool HasInitializer => Init != null || FDecl?.Body != null;
    internal void AddDep(Obj obj) => (Deps ??= []).Add(obj);
}

/// <summary>The explanation a predicate gives for its answer; pass null if nobody reads it.</summary>
internal sealed class Cause
{
    internal string Text = "";
}

/// <summary>The function type that a generic function value is assigned to, and a description of the variable, for messages.</summary>
internal sealed record Target(SignatureT Sig, string Desc);

/// <summary>An untyped expression whose final type is not known yet.</summary>
internal readonly record struct ExprInfo(bool IsLhs, OperandMode Mode, Basic Type, ConstValue? Value);

/// <summary>Where an object is checked; saved and restored around each declaration.</summary>
internal struct Environment
{
    /// <summary>The package-level declaration whose initialiser or body is being checked.</summary>
    internal DeclInfo? Decl;
    internal Scope Scope;
    /// <summary>Minor version of the language in this file: 27; 0: no restriction.</summary>
    internal int Version;
    /// <summary>Value of iota inside a constant declaration.</summary>
    internal ConstValue? Iota;
    /// <summary>If known: position of the constant whose inherited initialiser is being checked; errors go there.</summary>
    internal Pos ErrPos;
    internal bool InTParamList;
    /// <summary>The enclosing function's signature.</summary>
    internal SignatureT? Sig;
    /// <summary>Calls of the builtin panic, for the analysis of terminating statements.</summary>
    internal HashSet<CallExpr>? IsPanic;
    /// <summary>An expression contains a call or a receive operation.</summary>
    internal bool HasCallOrRecv;
}

public sealed partial class Checker
{
    internal readonly Package Pkg;
    internal readonly CheckerConfig Conf;
    internal readonly CheckedPackage Info;
    private readonly Diagnostics _diags;
    private readonly List<File> _files;

    internal Environment Env;

    /// <summary>An error was reported; follow-on errors may be dropped.</summary>
    internal bool HasError;
    /// <summary>Package-level objects and methods, in source order.</summary>
    internal readonly List<Obj> ObjList = [];
    /// <summary>Methods of a package-level type, until its declaration collects them.</summary>
    internal readonly Dictionary<TypeName, List<Func>> Methods = [];
    internal readonly List<PkgName> Imports = [];
    internal readonly Dictionary<string, Package> ImpMap = [];
    internal readonly Dictionary<(Scope, string), PkgName> DotImportMap = [];
    /// <summary>Expressions without final type.</summary>
    internal readonly Dictionary<Expr, ExprInfo> Untyped = [];
    internal readonly List<(int Version, Action Action)> Delayed = [];
    /// <summary>Objects whose declarations are being checked, outermost first (Obj.PathIndex).</summary>
    internal readonly List<Obj> ObjPath = [];
    private readonly List<Type> _cleaners = [];
    private readonly List<(Pos Pos, InterfaceT Type)> _interfaces = [];
    /// <summary>Numbers local types for their link names.</summary>
    private int _localTypes;

    private Checker(Package pkg, CheckerConfig conf, CheckedPackage info, Diagnostics diags, List<File> files)
    {
        Pkg = pkg;
        Conf = conf;
        Info = info;
        _diags = diags;
        _files = files;
        Env.Scope = pkg.Scope;
    }

    /// <summary>
    /// Checks a package: fills <paramref name="pkg"/> and returns what was learned. Errors go to <paramref name="diags"/>; the result is then
    /// still as complete as possible.
    /// </summary>
    public static CheckedPackage Check(Package pkg, List<File> files, NodeNumbering n, CheckerConfig cfg, Diagnostics diags)
    {
        var info = new CheckedPackage(pkg, files, n) { BodyFilter = cfg.BodyFilter };
        var check = new Checker(pkg, cfg, info, diags, files);
        pkg.Scope.Parent ??= Universe.Scope;
        pkg.Checker = check;
        // Types of a program may be chained deeper than any guard on the way could see (each of 10,000 types a field of the next).
        if (cfg.IsStd) check.CheckFiles();
        else DeepStack.Run(check.CheckFiles);
        pkg.Checker = null;
        pkg.Complete = true;
        return info;
    }

    /// <summary>Runs f after the current statement or declaration, with the file's language version as it is now.</summary>
    internal void Later(Action f) => Delayed.Add((Env.Version, f));

    internal void ProcessDelayed(int top)
    {
        int saved = Env.Version;
        for (int i = top; i < Delayed.Count; i++)
        {
            var (version, action) = Delayed[i];
            Env.Version = version;
            action();
        }
        Delayed.RemoveRange(top, Delayed.Count - top);
        Env.Version = saved;
    }

    /// <summary>The object that name denotes here and the scope it was found in (for a dot import that is not obj.Parent).</summary>
    internal Obj? LookupScope(string name, out Scope? scope)
    {
        for (scope = Env.Scope; scope != null; scope = scope.Parent)
        {
            if (scope.Lookup(name) is { } obj) return obj;
        }
        return null;
    }

    internal Obj? LookupName(string name) => LookupScope(name, out _);

    /// <summary>Records that the package-level declaration being checked depends on <paramref name="to"/>.</summary>
    internal void AddDeclDep(Obj to)
    {
        if (Env.Decl is { } from && to.DeclInfo != null) from.AddDep(to);
    }

    internal void RememberUntyped(Expr e, bool lhs, OperandMode mode, Basic typ, ConstValue? val) => Untyped[e] = new ExprInfo(lhs, mode, typ, val);

    internal void Push(Obj obj)
    {
        ObjPath.Add(obj);
        obj.PathIndex = ObjPath.Count;
    }

    internal void Pop()
    {
        ObjPath[^1].PathIndex = 0;
        ObjPath.RemoveAt(ObjPath.Count - 1);
    }

    /// <summary>t is completed at the end of checking: nothing lazy may remain that needs this checker.</summary>
    internal void NeedsCleanup(Type t) => _cleaners.Add(t);

    internal void OpenScope(Node n, string comment)
    {
        var s = new Scope(Env.Scope, comment);
        RecordScope(n, s);
        Env.Scope.Children.Add(s);
        Env.Scope = s;
    }

    internal void CloseScope() => Env.Scope = Env.Scope.Parent!;
}
