using System.Reflection;

namespace HotChocolate.Data;

/// <summary>Calls of generic methods for types that are known only when the schema is built.</summary>
internal static class GenericMethod
{
    /// <summary>A private static method of a class with one type parameter, for one type.</summary>
    public static TDelegate Of<TDelegate>(Type owner, string name, Type argument)
        where TDelegate : Delegate
        => owner.GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(argument).CreateDelegate<TDelegate>();
}
