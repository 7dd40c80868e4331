// Instances for users after checking: types of generic bodies with type arguments put in, local types of such bodies included.
using System;
using System.Collections.Generic;

namespace GoClr.Types;

public static class Instances
{
    /// <summary>The instance of a generic Named, AliasT or SignatureT; the number of arguments is right.</summary>
    public static Type Instantiate(Type orig, List<Type> targs) => Instantiation.Instance(null, default, orig, targs);

    /// <summary>A new defined type with the name of n (a type declared in a generic function) whose right-hand side is made by subst when first needed.</summary>
    public static Named CloneLocal(Named n, Func<Type, Type> subst) =>
        new(n.Obj) { TypeParams = n.TypeParams, Resolve = c => c.FromRhs = subst(Instantiation.RhsOf(n) ?? Universe.Invalid) };
}
