// Package variables and initialisation: static values become data, the rest becomes the function pkg.init, which runs the initialisers in
// the checker's order and then the init functions. Also linknames, //go:embed variables, and the descriptors of declared types.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

/// <summary>Files for //go:embed, as the build tool found them.</summary>
public sealed class EmbedConfig
{
    /// <summary>Pattern → slash-separated names of files relative to the package's folder.</summary>
    public readonly Dictionary<string, List<string>> Patterns = [];
    /// <summary>Name → absolute path.</summary>
    public readonly Dictionary<string, string> Files = [];
}

public sealed partial class PackageLowerer
{
    /// <summary>Nodes of initialisers that go into one init function; more start another one, so that the JIT optimises each.</summary>
    private const int InitChunk = 2500;

    private readonly Dictionary<Var, StaticValue> _staticValues = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Var> _external = new(ReferenceEqualityComparer.Instance);
    private readonly List<Initializer> _dynamic = [];
    private readonly Dictionary<Initializer, List<DynamicPart>> _parts = [];
    private ClosureNames? _globClosures;

    partial void LowerDeclarations()
    {
        var vars = new List<(Var Var, VarDecl Decl)>();
        var inits = new List<FuncDecl>();
        foreach (var file in Info.Files)
        {
            foreach (var d in file.DeclList)
            {
                switch (d)
                {
                    case VarDecl v:
                        foreach (var n in v.NameList) { if (n.Value != "_" && Info.Defs[n.Index] is Var obj) vars.Add((obj, v)); }
                        break;
                    case FuncDecl { Recv: null, Name.Value: "init", Body: not null } f: inits.Add(f); break;
                    case TypeDecl { Alias: false } t:
                        if (Info.Defs[t.Name.Index] is TypeName { Type: Named { TypeParams.Count: 0 } named } && named.Underlying is not InterfaceT { TypeSet.HasTerms: true }) _types.Declare(named);
                        break;
                }
            }
        }
        Linknames(vars);
        foreach (var (v, d) in vars) Guard(v.Pos, () => Embed(v, d));
        Overrides(vars);
        Guard(default, Initializers);
        foreach (var (v, _) in vars) Guard(v.Pos, () => DefineVar(v));
        Guard(default, () => InitFunction(inits));
    }

    // ---------------------------------------------------------------- linknames

    private void Linknames(List<(Var Var, VarDecl Decl)> vars)
    {
        foreach (var file in Info.Files)
        {
            foreach (var p in file.Pragmas)
            {
                if (p.Verb is not ("go:linkname" or "go:linknamestd")) continue;
                string[] args = p.Args;
                if (args.Length != 2) continue;
                string local = LinkNames.PkgPath(Pkg) + "." + args[0], target = args[1];
                if (local == target) continue;
                switch (Pkg.Scope.Lookup(args[0]))
                {
                    case Func f:
                        // With a body the function is pushed: the other name means this one. Without, it is pulled.
                        if (f.Decl?.Body != null) Object.Aliases.Add((Sym(target), Sym(local)));
                        else Object.Aliases.Add((Sym(local), Sym(target)));
                        break;
                    case Var v:
                        if (HasInitializer(v, vars)) Object.Aliases.Add((Sym(target), Sym(local)));
                        else
                        {
                            Object.Aliases.Add((Sym(local), Sym(target)));
                            _external.Add(v);
                        }
                        break;
                }
            }
        }
    }

    private static bool HasInitializer(Var v, List<(Var Var, VarDecl Decl)> vars)
    {
        foreach (var (x, d) in vars) { if (ReferenceEquals(x, v)) return d.Values != null; }
        return false;
    }

    // ---------------------------------------------------------------- static values

    private void Initializers()
    {
        foreach (var init in Info.InitOrder)
        {
            StaticValue? value = null;
            if (init.Lhs.Count == 1 && !_staticValues.ContainsKey(init.Lhs[0]))
            {
                var v = init.Lhs[0];
                value = _staticInit.PackageValue(init.Rhs, v.Type!);
                if (value != null)
                {
                    bool complete = StaticWriter.IsComplete(value);
                    if (v.Name == "_")
                    {
                        if (complete) continue;
                        value = null;
                    }
                    else
                    {
                        _staticValues[v] = value;
                        _staticInit.SetValue(v, value);
                        if (complete) continue;
                        _parts[init] = [];
                    }
                }
            }
            else if (init.Lhs.Count == 1) continue;       // set from outside
            _dynamic.Add(init);
            _staticInit.SeenCode = true;
        }
    }

    /// <summary>Strings set on the command line (-ldflags -X) take the place of the initial value.</summary>
    private void Overrides(List<(Var Var, VarDecl Decl)> vars)
    {
        if (Config.XStrings is not { Count: > 0 } xs) return;
        foreach (var (v, _) in vars)
        {
            if (!xs.TryGetValue(LinkNames.PkgPath(Pkg) + "." + v.Name, out string? text) || v.Type!.Underlying is not Basic { Kind: BasicKind.String }) continue;
            var value = new StaticString(Encoding.UTF8.GetBytes(text));
            _staticValues[v] = value;
            _staticInit.SetValue(v, value);
        }
    }

    private void DefineVar(Var v)
    {
        if (_external.Contains(v)) return;
        var l = Layouts.Of(v.Type!);
        string name = GlobalName(v);
        if (l.Size == 0)
        {
            // All objects of size zero share one address.
            Object.Aliases.Add((Sym(name), ZeroBaseSym()));
            return;
        }
        var value = _staticValues.GetValueOrDefault(v);
        bool zero = value == null || StaticWriter.IsZero(value);
        var section = !zero ? Section.Data : l.HasPointers ? Section.Bss : Section.NoPtrBss;
        var d = Data.New(name, section, Math.Max(l.Size, 1), l.HasPointers ? 8 : Math.Max(l.Align, 1), false);
        if (d == null) return;
        d.PtrMask = Layouts.PtrMask(l);
        if (value == null) return;
        List<DynamicPart>? parts = null;
        foreach (var (init, list) in _parts) { if (init.Lhs.Count == 1 && ReferenceEquals(init.Lhs[0], v)) parts = list; }
        _static.Write(d, 0, l, value, parts);
    }

    // ---------------------------------------------------------------- embed

    private void Embed(Var v, VarDecl d)
    {
        if (d.Pragmas == null) return;
        List<string>? patterns = null;
        foreach (var p in d.Pragmas) { if (p.Verb == "go:embed") (patterns ??= []).AddRange(Pragmas.EmbedPatterns(p, out _)); }
        if (patterns == null) return;
        if (Config.Embed == null) throw new UnsupportedException(d.Pos, "go:embed without the build's list of files");
        var names = new SortedDictionary<string, string>(new EmbedOrder());
        foreach (string pattern in patterns)
        {
            if (!Config.Embed.Patterns.TryGetValue(pattern, out var files)) { Object.Errors.Add($"{d.Pos}: pattern {pattern}: no matching files found"); return; }
            foreach (string f in files)
            {
                names[f] = f;
                for (int i = f.LastIndexOf('/'); i > 0; i = f.LastIndexOf('/', i - 1)) names[f[..(i + 1)]] = f[..(i + 1)];
            }
        }
        StaticValue value;
        switch (v.Type!.Underlying)
        {
            case Basic { Kind: BasicKind.String }: value = new StaticString(OneFile(names)); break;
            case SliceT s: value = Bytes(OneFile(names), s.Elem); break;
            case StructT fs:
            {
                // embed.FS{files *[]file}, file{name, data string, hash [16]byte}, sorted by folder and name.
                var sliceType = ((PointerT)fs.Fields[0].Type!.Underlying).Elem;
                var fileType = ((SliceT)sliceType.Underlying).Elem;
                var list = new List<StaticValue>();
                foreach (string name in names.Keys)
                {
                    byte[] text = name.EndsWith('/') ? [] : System.IO.File.ReadAllBytes(Config.Embed.Files[name]);
                    var hash = name.EndsWith('/') ? StaticValue.Zero : new StaticAgg(Array.ConvertAll(SHA256.HashData(text)[..16], b => (StaticValue)new StaticBits(b)));
                    list.Add(new StaticAgg([new StaticString(Encoding.UTF8.GetBytes(name)), new StaticString(text), hash]));
                }
                var array = new StaticObject(Layouts.Of(new ArrayT(fileType, list.Count)), new StaticAgg(list.ToArray()));
                value = new StaticAgg([new StaticRef(new StaticObject(Layouts.Of(sliceType), new StaticSlice(array, list.Count)), 0)]);
                break;
            }
            default: throw new UnsupportedException(d.Pos, $"go:embed of {v.Type}");
        }
        _staticValues[v] = value;
        _staticInit.SetValue(v, value);
    }

    private byte[] OneFile(SortedDictionary<string, string> names)
    {
        foreach (string n in names.Keys) { if (!n.EndsWith('/')) return System.IO.File.ReadAllBytes(Config.Embed!.Files[n]); }
        return [];
    }

    private StaticSlice Bytes(byte[] text, Type elem) =>
        new(new StaticObject(Layouts.Of(new ArrayT(elem, text.Length)), new StaticAgg(Array.ConvertAll(text, b => (StaticValue)new StaticBits(b)))), text.Length);

    private sealed class EmbedOrder : IComparer<string>
    {
        private static (string Dir, string Elem) Split(string name)
        {
            name = name.TrimEnd('/');
            int i = name.LastIndexOf('/');
            return i < 0 ? (".", name) : (name[..i], name[(i + 1)..]);
        }

        public int Compare(string? x, string? y)
        {
            var (xd, xe) = Split(x!);
            var (yd, ye) = Split(y!);
            int c = string.CompareOrdinal(xd, yd);
            return c != 0 ? c : string.CompareOrdinal(xe, ye);
        }
    }

    // ---------------------------------------------------------------- the init function

    private ClosureNames GlobClosures => _globClosures ??= new ClosureNames(LinkNames.PkgPath(Pkg) + ".glob.");

    /// <summary>Lowers code of one initialiser into f, from block b on; returns the block where it ends.</summary>
    private Block Code(Function f, Block? b, Expr e, Action<FuncLowerer> work)
    {
        var fl = new FuncLowerer(this, Info, TypeEnv.Empty, f, new BodyAnalysis(Info, e, null, null, null, e), e, null, GlobClosures);
        if (b != null) fl.B.SetBlock(b);
        fl.SetLine(e);
        work(fl);
        if (fl.B.Cur == null) fl.B.SetBlock(fl.B.NewBlock());
        return fl.B.Cur!;
    }

    /// <summary>Static closure of a function literal outside of functions: it captures nothing.</summary>
    internal int FuncLitValue(FuncLit lit)
    {
        var host = new FuncLowerer(this, Info, TypeEnv.Empty, new Function(LinkNames.PkgPath(Pkg) + ".glob."), new BodyAnalysis(Info, lit, null, null, null, lit), lit, null, GlobClosures);
        int v = host.Expr(lit).X;
        if (host.B[v].Op != Op.SymAddr) throw new InternalCompilerError(lit.Pos, "static init", "a function literal outside of functions is no constant");
        return host.B[v].A;
    }

    private void InitFunction(List<FuncDecl> inits)
    {
        if (_dynamic.Count == 0 && inits.Count == 0) return;
        string path = LinkNames.PkgPath(Pkg);
        var parts = new List<string>();
        Function? f = null;
        Block? block = null;
        int size = 0;
        void Close()
        {
            if (f == null) return;
            var b = new FuncBuilder(f);
            b.SetBlock(block!);
            b.Return([]);
            b.Finish();
            Result.Funcs.Add(f);
            f = null;
            block = null;
            size = 0;
        }
        foreach (var init in _dynamic)
        {
            int n = NodeCount(init.Rhs);
            if (f != null && size + n > InitChunk) Close();
            if (f == null)
            {
                string name = path + ".init" + (parts.Count == 0 ? ".vars" : ".vars" + parts.Count.ToString(CultureInfo.InvariantCulture));
                parts.Add(name);
                f = new Function(name) { DisplayName = path + ".init", NoInline = true };
            }
            size += n;
            var fn = f;
            Guard(init.Rhs.Pos, () =>
            {
                if (_parts.TryGetValue(init, out var dynamic))
                {
                    foreach (var part in dynamic)
                        block = Code(fn, block, part.Expr, fl => fl.ExprTo(part.Expr, new Addr(fl.B.SymAddr(part.Symbol, part.Offset), 0, MemKind.Heap), part.Layout.Type));
                }
                else block = Code(fn, block, init.Rhs, fl => Assign(fl, init));
            });
            block ??= f.Blocks.Count > 0 ? f.Blocks[0] : f.NewBlock();
        }
        Close();
        // pkg.init calls the parts and the init functions.
        var main = new Function(path + ".init") { NoInline = true, File = Info.Files.Count > 0 ? Info.Files[0].Source.Path : "", StartLine = 1 };
        var mb = new FuncBuilder(main);
        foreach (string p in parts) mb.Call(new CallInfo { Symbol = Sym(p) });
        for (int i = 0; i < inits.Count; i++)
        {
            mb.Line = (int)inits[i].Pos.RelLine;
            mb.Call(new CallInfo { Symbol = Sym(path + ".init." + i.ToString(CultureInfo.InvariantCulture)) });
        }
        mb.Return([]);
        mb.Finish();
        Result.Funcs.Add(main);
        Object.InitFunc = Sym(path + ".init");
    }

    private void Assign(FuncLowerer fl, Initializer init)
    {
        if (init.Lhs.Count == 1)
        {
            var v = init.Lhs[0];
            if (v.Name == "_") { fl.ExprAs(init.Rhs, v.Type!); return; }
            fl.ExprTo(init.Rhs, new Addr(fl.B.SymAddr(Sym(GlobalName(v))), 0, MemKind.Heap), v.Type!);
            return;
        }
        if (init.Lhs.Count == 0)
        {
            fl.Expr(init.Rhs);
            return;
        }
        var vals = fl.MultiExpr(init.Rhs);
        var from = (fl.TypeOf(init.Rhs) as TupleT)?.Vars;
        for (int i = 0; i < init.Lhs.Count; i++)
        {
            var v = init.Lhs[i];
            if (v.Name == "_") continue;
            var x = from != null ? fl.Convert(vals[i], from[i].Type!, v.Type!) : vals[i];
            fl.Store(new Addr(fl.B.SymAddr(Sym(GlobalName(v))), 0, MemKind.Heap), x);
        }
    }

    private static int NodeCount(Expr e)
    {
        int n = 0;
        Walker.Inspect(e, x =>
        {
            n++;
            return x is not FuncLit;
        });
        return n;
    }
}
