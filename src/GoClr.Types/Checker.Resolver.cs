// The first phases of a package: its files' versions, imports, and all package-level objects with the methods of its types; and the last:
// unused imports.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using System.Text;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    private void CheckFiles()
    {
        InitFiles();
        CollectObjects();
        DirectCycles();
        PackageObjects();
        ProcessDelayed(0);      // all function bodies
        Cleanup();
        InitOrder();
        if (!Conf.IgnoreFuncBodies && Conf.BodyFilter == null) UnusedImports();
        RecordUntyped();
        if (!HasError) Monomorph();
        if (!HasError) AnonymousInterfaceCycles();
        if (!HasError) Directives();
        foreach (var obj in ObjList) obj.DeclInfo = null;
        Pkg.GoVersion = Conf.GoVersion;
        Pkg.Imports.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
    }

    /// <summary>Nothing that other packages can reach may stay lazy in a way that needs this checker.</summary>
    private void Cleanup()
    {
        for (int i = 0; i < _cleaners.Count; i++)
        {
            switch (_cleaners[i])
            {
                case InterfaceT t:
                    _ = t.TypeSet;
                    t.Check = null;
                    break;
                case Named t: _ = t.Underlying; break;
                case AliasT t: TypeOps.Unalias(t); break;
                case TypeParam t: _ = t.Constraint.TypeSet; break;
            }
        }
        _cleaners.Clear();
    }

    private readonly List<(File File, int Version)> _checkedFiles = [];

    private void InitFiles()
    {
        int pkgVersion = ParseVersion(Conf.GoVersion);
        if (pkgVersion > CurrentVersion && _files.Count > 0) Error(_files[0], $"package requires newer Go version go1.{pkgVersion} (application built with go1.{CurrentVersion})");
        foreach (var file in _files)
        {
            string name = file.PkgName.Value;
            if (name == "_") Error(file.PkgName, "invalid package name _");
            else if (Pkg.Name.Length == 0) Pkg.Name = name;
            else if (Pkg.Name != name)
            {
                Error(file, $"package {name}; expected package {Pkg.Name}");
                continue;
            }
            int version = pkgVersion;
            string text = Conf.GoVersion;
            int fileVersion = ParseVersion(file.GoVersion ?? file.Source?.GoVersion);
            if (fileVersion > 0)
            {
                // A file may go back to 1.21, the first version whose build lines meant this, but no further.
                version = Math.Max(fileVersion, 21);
                text = "go1." + version.ToString(CultureInfo.InvariantCulture);
                if (fileVersion > CurrentVersion) Error(file.PkgName, $"file requires newer Go version go1.{fileVersion}");
            }
            if (text.Length == 0) text = "go1." + CurrentVersion.ToString(CultureInfo.InvariantCulture);
            if (file.Source != null) Info.FileVersions[file.Source] = text;
            _checkedFiles.Add((file, version));
        }
    }

    /// <summary>The path in an import's literal; null with the reason if it is not allowed.</summary>
    private static string? ValidImportPath(string literal, out string error)
    {
        error = "";
        var s = UnquoteString(literal);
        if (s == null) { error = "invalid syntax"; return null; }
        if (s.Length == 0) { error = "empty string"; return null; }
        foreach (var r in s.EnumerateRunes())
        {
            bool graphic = Rune.GetUnicodeCategory(r) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            if (graphic && !Rune.IsWhiteSpace(r) && "!\"#$%&'()*,:;<=>?[\\]^{|}`\uFFFD".IndexOf(r.ToString(), StringComparison.Ordinal) < 0) continue;
            string shown = graphic ? $" '{r}'" : "";
            error = $"invalid character U+{r.Value:X4}{shown}";
            return null;
        }
        return s;
    }

    private Package? ImportPackage(Pos pos, string path)
    {
        if (ImpMap.TryGetValue(path, out var imp)) return imp;
        string? why = null;
        try
        {
            if (path.StartsWith('/')) why = "import path cannot be absolute path";
            else
            {
                imp = path == "unsafe" ? Package.Unsafe : Conf.Importer(path);
                if (imp == null) why = "no such package";
            }
        }
        catch (Exception e) when (e is System.IO.IOException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            why = e.Message;
        }
        if (why == null && imp!.Name is "_" or "")
        {
            why = "invalid package name: " + Quoting.String(imp!.Name);
            imp = null;
        }
        if (why != null)
        {
            Error(pos, $"could not import {path} ({why})");
            if (imp == null)
            {
                string name = path.TrimEnd('/');
                imp = new Package(path, name[(name.LastIndexOf('/') + 1)..]);
            }
            imp.Fake = true;        // avoids errors for what is selected from it
        }
        ImpMap[path] = imp!;
        return imp;
    }

    private void DeclarePkgObj(Name id, Obj obj, DeclInfo d)
    {
        if (id.Value == "init") { Error(id, "cannot declare init - must be func"); return; }
        if (id.Value == "main" && Pkg.Name == "main") { Error(id, "cannot declare main - must be func"); return; }
        Declare(Pkg.Scope, id, obj, default);
        Track(obj, d);
    }

    private void Track(Obj obj, DeclInfo d)
    {
        obj.DeclInfo = d;
        ObjList.Add(obj);
        obj.Order = ObjList.Count;
    }

    /// <summary>l names need l values; for variables one value may be a call with several results.</summary>
    private void Arity(Pos pos, List<Name> names, List<Expr> inits, bool isConst, bool inherited)
    {
        int l = names.Count, r = inits.Count;
        if (l < r)
        {
            var n = inits[l];
            if (inherited) Error(pos, $"extra init expr at {n.Pos}");
            else Error(n, $"extra init expr {n}");
        }
        else if (l > r && (isConst || r != 1)) Error(names[r], $"missing init expr for {names[r].Value}");
    }

    private void CollectObjects()
    {
        var pkgImports = new HashSet<Package>(Pkg.Imports);
        var methods = new List<(Func Obj, bool Ptr, Name Recv)>();
        var fileScopes = new List<Scope>();
        foreach (var (file, version) in _checkedFiles)
        {
            Env.Version = version;
            RecordDef(file.PkgName, null);
            var fileScope = new Scope(Pkg.Scope, file.Source?.DisplayName ?? "file");
            fileScopes.Add(fileScope);
            RecordScope(file, fileScope);

            int first = -1;
            ConstDecl? last = null;
            for (int index = 0; index < file.DeclList.Count; index++)
            {
                var decl = file.DeclList[index];
                if (decl is not GoClr.Syntax.ConstDecl) first = -1;
                switch (decl)
                {
                    case ImportDecl s: CollectImport(s, fileScope, pkgImports); break;
                    case ConstDecl s:
                    {
                        if (first < 0 || s.Group == null || (file.DeclList[index - 1] as ConstDecl)?.Group != s.Group) { first = index; last = null; }
                        var iota = new IntConst(new BigInteger(index - first));
                        bool inherited = true;
                        if (s.Type != null || s.Values != null) { last = s; inherited = false; }
                        else if (last == null) { last = new ConstDecl(); inherited = false; }
                        var values = Extent.Unpack(last.Values);
                        for (int i = 0; i < s.NameList.Count; i++)
                        {
                            var name = s.NameList[i];
                            var obj = new Const(name.Pos, Pkg, name.Value, null) { Value = iota };
                            DeclarePkgObj(name, obj, new DeclInfo(fileScope, version) { VType = last.Type, Init = i < values.Count ? values[i] : null, Inherited = inherited });
                        }
                        Arity(s.Pos, s.NameList, values, true, inherited);
                        break;
                    }
                    case VarDecl s:
                    {
                        var lhs = new List<Var>(s.NameList.Count);
                        // One initialiser: all variables share the declaration, so that each depends on it.
                        var d1 = s.Values is ListExpr ? null : new DeclInfo(fileScope, version) { Lhs = lhs, VType = s.Type, Init = s.Values };
                        var values = Extent.Unpack(s.Values);
                        for (int i = 0; i < s.NameList.Count; i++)
                        {
                            var name = s.NameList[i];
                            var obj = new Var(name.Pos, Pkg, name.Value, null, VarKind.Package);
                            lhs.Add(obj);
                            DeclarePkgObj(name, obj, d1 ?? new DeclInfo(fileScope, version) { VType = s.Type, Init = i < values.Count ? values[i] : null });
                        }
                        if (s.Type == null || s.Values != null) Arity(s.Pos, s.NameList, values, false, false);
                        break;
                    }
                    case TypeDecl s:
                        DeclarePkgObj(s.Name, new TypeName(s.Name.Pos, Pkg, s.Name.Value, null), new DeclInfo(fileScope, version) { TDecl = s });
                        break;
                    case FuncDecl s:
                        CollectFunc(s, fileScope, version, methods);
                        break;
                    default:
                        Error(decl, $"invalid syntax tree: unknown declaration {decl.GetType().Name}");
                        break;
                }
            }
        }

        foreach (var scope in fileScopes)
        {
            foreach (var (name, obj) in scope.Elems)
            {
                if (Pkg.Scope.Lookup(name) is not { } alt) continue;
                if (obj is PkgName p)
                {
                    NewError().Add(alt.Pos, $"{alt.Name} already declared through import of package {p.Imported.Name} (\"{p.Imported.Path}\")").AddAltDecl(p).Report();
                }
                else NewError().Add(alt.Pos, $"{alt.Name} already declared through dot-import of package {obj.Pkg?.Name} (\"{obj.Pkg?.Path}\")").AddAltDecl(obj).Report();
            }
        }

        foreach (var (obj, isPtr, recv) in methods)
        {
            bool ptr = isPtr;
            if (ResolveBaseTypeName(ref ptr, recv) is not { } @base) continue;
            obj.HasPtrRecv = ptr;
            if (!Methods.TryGetValue(@base, out var list)) Methods[@base] = list = [];
            list.Add(obj);
        }
    }

    private void CollectImport(ImportDecl s, Scope fileScope, HashSet<Package> pkgImports)
    {
        if (s.Path == null || s.Path.Bad) return;
        if (ValidImportPath(s.Path.Value, out string why) is not { } path)
        {
            Error(s.Path, $"invalid import path ({why})");
            return;
        }
        if (ImportPackage(s.Path.Pos, path) is not { } imp) return;
        string name = imp.Name;
        if (s.LocalPkgName != null)
        {
            name = s.LocalPkgName.Value;
            if (path == "C") { Error(s.LocalPkgName, "cannot rename import \"C\""); return; }
        }
        if (name == "init") { Error(s, "cannot import package as init - init must be a func"); return; }
        if (pkgImports.Add(imp)) Pkg.Imports.Add(imp);

        var pkgName = new PkgName(s.Pos, Pkg, name, imp);
        if (s.LocalPkgName != null) RecordDef(s.LocalPkgName, pkgName);
        else RecordImplicit(s, pkgName);
        if (imp.Fake) pkgName.Used = true;
        Imports.Add(pkgName);
        if (name != ".")
        {
            Declare(fileScope, null, pkgName, default);
            return;
        }
        foreach (var (n, obj) in imp.Scope.Elems)
        {
            if (!TypeOps.IsExported(n)) continue;
            if (fileScope.Lookup(n) is { } alt) NewError().Add((Node?)s.LocalPkgName ?? s, $"{alt.Name} redeclared in this block").AddAltDecl(alt).Report();
            else
            {
                fileScope.Elems[n] = obj;       // not Insert: the object belongs to another package and must not be changed
                DotImportMap[(fileScope, n)] = pkgName;
            }
        }
    }

    private void CollectFunc(FuncDecl s, Scope fileScope, int version, List<(Func, bool, Name)> methods)
    {
        string name = s.Name.Value;
        var obj = new Func(s.Name.Pos, Pkg, name, null) { Decl = s };
        var tparam0 = s.TParamList.Count > 0 ? s.TParamList[0] : null;
        if (s.Recv == null)
        {
            if (name == "init" || name == "main" && Pkg.Name == "main")
            {
                if (tparam0 != null) SoftError(tparam0, $"func {name} must have no type parameters");
                if (s.Type.ParamList.Count != 0 || s.Type.ResultList.Count != 0) SoftError(s.Name, $"func {name} must have no arguments and no return values");
            }
            else if (tparam0 != null) VerifyVersion(tparam0, 18, "type parameter");
            // init functions cannot be referred to
            if (name == "init")
            {
                obj.Parent = Pkg.Scope;
                RecordDef(s.Name, obj);
                if (s.Body == null) SoftError(obj.Pos, "func init must have a body");
            }
            else Declare(Pkg.Scope, s.Name, obj, default);
        }
        else
        {
            var (ptr, @base, _) = UnpackRecv(s.Recv.Type, false);
            if (@base is Name recv && name != "_") methods.Add((obj, ptr, recv));
            if (tparam0 != null) VerifyVersion(tparam0, 27, "generic method");
            RecordDef(s.Name, obj);
        }
        Track(obj, new DeclInfo(fileScope, version) { FDecl = s });
    }

    /// <summary>*T[A, _] → (true, T, [A, _]); the parameters only if asked for, null if there are none.</summary>
    private (bool Ptr, Expr Base, List<Name>? TParams) UnpackRecv(Expr rtyp, bool unpackParams)
    {
        bool ptr = false;
        List<Name>? tparams = null;
        var @base = Extent.Unparen(rtyp);
        if (@base is Operation { Op: Operator.Mul, Y: null } op)
        {
            ptr = true;
            @base = Extent.Unparen(op.X);
        }
        if (@base is IndexExpr ix)
        {
            @base = ix.X;
            if (unpackParams)
            {
                tparams = [];
                foreach (var arg in Extent.Unpack(ix.IndexArg))
                {
                    if (arg is Name n) { tparams.Add(n); continue; }
                    if (arg is not BadExpr) Error(arg, $"receiver type parameter {arg} must be an identifier");
                    tparams.Add(new Name { Pos = arg.Pos, Value = "_", Index = -1 });
                }
            }
        }
        return (ptr, @base, tparams);
    }

    /// <summary>The defined type that name denotes through aliases of this package (none of them generic), with at most one pointer on the way.</summary>
    private TypeName? ResolveBaseTypeName(ref bool ptr, Name? name)
    {
        List<TypeName>? seen = null;
        while (name != null)
        {
            if (Pkg.Scope.Lookup(name.Value) is not TypeName tname || seen?.Contains(tname) == true) return null;
            if (tname.DeclInfo?.TDecl is not { } tdecl) return null;
            if (!tdecl.Alias) return tname;
            if (tdecl.TParamList.Count > 0) return null;
            (seen ??= []).Add(tname);
            var typ = Extent.Unparen(tdecl.Type);
            if (typ is Operation { Op: Operator.Mul, Y: null } op)
            {
                if (ptr) return null;
                ptr = true;
                typ = Extent.Unparen(op.X);
            }
            name = typ as Name;
        }
        return null;
    }

    /// <summary>Defined types first, then aliases, then everything else: an alias' type is then mostly there when it is needed.</summary>
    private void PackageObjects()
    {
        var aliases = new List<Obj>();
        var others = new List<Obj>();
        foreach (var obj in ObjList)
        {
            if (obj is not TypeName) others.Add(obj);
            else if (obj.DeclInfo!.TDecl!.Alias) aliases.Add(obj);
            else ObjDecl(obj);
        }
        foreach (var obj in aliases) ObjDecl(obj);
        foreach (var obj in others) ObjDecl(obj);
        Methods.Clear();        // what is left has a receiver that was reported
    }

    private void UnusedImports()
    {
        foreach (var obj in Imports)
        {
            if (obj.Name == "_" || obj.Used) continue;
            string path = obj.Imported.Path;
            string elem = path[(path.LastIndexOf('/') + 1)..];
            if (obj.Name.Length == 0 || obj.Name == "." || obj.Name == elem) SoftError(obj.Pos, $"\"{path}\" imported and not used");
            else SoftError(obj.Pos, $"\"{path}\" imported as {obj.Name} and not used");
        }
    }
}
