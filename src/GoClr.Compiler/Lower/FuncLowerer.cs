// Lowers one function body. All state of the partial class is here; the parts are cut by construct:
//
//   Memory  Vars  Const  Arith  Compare  Convert  Index  Call  Builtins  Append  Map  Literals  Closure  Assign  Defer    values, calls, assignments
//   Stmt  For  Range  RangeFunc  Switch  Select                                                                         control flow
//
// Evaluation order is gc's: calls and receives happen in order, each result held in temporaries; variables are read, loads done and checks
// made after the calls of the same expression (Hoist). Between calls an expression's operands are lowered without touching variables, so a
// GoVal may stand for "read x when used" as long as its statement is not finished.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

/// <summary>Numbers of closures of one declared function, for their names.</summary>
public sealed class ClosureNames(string outer)
{
    public readonly string Outer = outer;
    private int _funcs, _go, _defer, _range;
    public string Func(bool nested) => nested ? $"{Outer}.{++_funcs}" : $"{Outer}.func{++_funcs}";
    public string Go() => $"{Outer}.gowrap{++_go}";
    public string Defer() => $"{Outer}.deferwrap{++_defer}";
    public string Range() => $"{Outer}-range{++_range}";
}

public sealed partial class FuncLowerer
{
    public readonly PackageLowerer P;
    /// <summary>Tables of the package in which the body stands (not P.Info for instances of imported generics).</summary>
    public readonly CheckedPackage Info;
    public readonly TypeEnv Env;
    public readonly FuncBuilder B;
    public Function F => B.F;
    public Layouts Layouts => P.Layouts;

    /// <summary>Analysis of the outermost function; shared by its closures.</summary>
    public readonly BodyAnalysis Analysis;
    public readonly IPlacement Places;
    /// <summary>The FuncDecl, FuncLit or ForStmt (range over func) whose body this is.</summary>
    public readonly Node BodyNode;
    public readonly FuncLowerer? Parent;
    public readonly ClosureNames Closures;
    public SignatureT Sig = null!;
    public CallShape Shape = null!;

    private readonly Dictionary<Var, VarLoc> _locs = new(ReferenceEqualityComparer.Instance);

    // ---- results
    /// <summary>Variables of the hidden pointers for memory-class results, by result; -1: not in memory.</summary>
    private int[] _hidden = [];
    /// <summary>Locations of the results: named ones, and all of them in a function with defer; else null.</summary>
    public VarLoc[]? ResultLocs;

    // ---- defer
    public bool HasDefer, DeferList;
    internal int _recoverTok = -1;

    /// <summary>Values of calls that stand in an expression and have been made already (see Hoist).</summary>
    internal Dictionary<Node, GoVal>? _hoisted;
    /// <summary>The results of hoisted calls with several values.</summary>
    internal Dictionary<Node, GoVal[]>? _hoistedMulti;

    /// <summary>Targets of the enclosing breakable statements, innermost last.</summary>
    public readonly List<JumpTarget> Targets = [];

    /// <summary>A statement that break or continue leaves. Continue is null for switch and select.</summary>
    public sealed class JumpTarget
    {
        public Stmt Stmt = null!;
        public string? Label;
        public Block Break = null!;
        public Block? Continue;
    }

    public FuncLowerer(PackageLowerer p, CheckedPackage info, TypeEnv env, Function f, BodyAnalysis analysis, Node bodyNode, FuncLowerer? parent, ClosureNames closures)
    {
        P = p;
        Info = info;
        Env = env;
        Analysis = analysis;
        Places = parent?.Places ?? p.PlacementOf(info, analysis);
        BodyNode = bodyNode;
        Parent = parent;
        Closures = closures;
        B = new FuncBuilder(f);
        f.File = FileOf(bodyNode.Pos);
        f.StartLine = (int)bodyNode.Pos.RelLine;
        B.Line = f.StartLine;
    }

    /// <summary>The file that tracebacks show: the full path, or what a //line directive says.</summary>
    internal static string FileOf(Pos pos) => pos.File == null ? "" : pos.RelName == pos.File.DisplayName ? pos.File.RecordedPath : pos.RelName;

    // ---------------------------------------------------------------- types

    public TypeAndValue Tv(Expr e) => Info.Types[e.Index];

    /// <summary>The type of an expression in this instance.</summary>
    public Type TypeOf(Expr e)
    {
        if (Info.Types[e.Index].Type is { } t) return Env.Subst(t);
        // The left side of := may name a variable that exists already: the checker records the use, no type.
        if (e is Name n && Info.ObjectOf(n)?.Type is { } declared) return Env.Subst(declared);
        throw new InternalCompilerError(e.Pos, "lower", $"{e.GetType().Name} has no type");
    }
    public Type Subst(Type t) => Env.Subst(t);
    public TypeLayout Lay(Type t) => Layouts.Of(t);
    public TypeLayout LayOf(Expr e) => Layouts.Of(TypeOf(e));
    public Type TypeOfVar(Var v) => Env.Subst(v.Type!);

    public static Type Under(Type t) => TypeOps.Unalias(t).Underlying;
    public static bool IsInterface(Type t) => Under(t) is InterfaceT;
    public bool Identical(Type a, Type b) => ReferenceEquals(a, b) || TypeOps.Identical(a, b);

    public InternalCompilerError Ice(Node n, string text) => new(n.Pos, "lower", text);
    public UnsupportedException Unsupported(Node n, string what) => new(n.Pos, what);

    // ---------------------------------------------------------------- symbols

    public int TypeSym(Type t) => P.TypeSym(t);
    public int TypeAddr(Type t) => B.SymAddr(P.TypeSym(t));
    public int ItabAddr(Type t, Type iface) => B.SymAddr(P.ItabSym(t, iface));

    // ---------------------------------------------------------------- statements

    public void SetLine(Node n)
    {
        if (n.Pos.IsKnown) B.Line = (int)n.Pos.RelLine;
    }

    public void Stmts(List<Stmt> list)
    {
        foreach (var s in list) Stmt(s);
    }

    public void Stmt(Stmt? s)
    {
        if (s == null) return;
        SetLine(s);
        _hoisted = null;
        _hoistedMulti = null;
        switch (s)
        {
            case EmptyStmt: break;
            case ExprStmt x: LowerExprStmt(x); break;
            case AssignStmt x: LowerAssign(x); break;
            case DeclStmt x: LowerDeclStmt(x); break;
            case SendStmt x: LowerSend(x); break;
            case CallStmt x: LowerCallStmt(x); break;
            case ReturnStmt x: LowerReturn(x); break;
            case BlockStmt x: LowerBlock(x); break;
            case LabeledStmt x: LowerLabeled(x); break;
            case BranchStmt x: LowerBranch(x); break;
            case IfStmt x: LowerIf(x); break;
            case ForStmt x: LowerFor(x); break;
            case SwitchStmt x: LowerSwitch(x); break;
            case SelectStmt x: LowerSelect(x); break;
            default: throw Ice(s, $"statement {s.GetType().Name}");
        }
    }

    // Control flow: FuncLowerer.Stmt.cs and its neighbours.
    partial void LowerBlock(BlockStmt s);
    partial void LowerLabeled(LabeledStmt s);
    partial void LowerBranch(BranchStmt s);
    partial void LowerIf(IfStmt s);
    partial void LowerFor(ForStmt s);
    partial void LowerSwitch(SwitchStmt s);
    partial void LowerSelect(SelectStmt s);
}
