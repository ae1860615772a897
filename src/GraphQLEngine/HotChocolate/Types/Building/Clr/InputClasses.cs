using System.Linq.Expressions;
using System.Reflection;

namespace HotChocolate.Types;

/// <summary>Fills in input objects made from C# classes.</summary>
internal sealed class InputClasses(TypeRegistry types)
{
    /// <summary>
    /// An input class has either one constructor whose parameters are its fields, or none with parameters.
    /// </summary>
    public void Fill(InputObjectType type)
    {
        Type runtimeType = type.RuntimeType!;
        ConstructorInfo[] constructors = runtimeType.GetConstructors();
        ConstructorInfo? constructor = Array.Find(constructors, item => item.GetParameters().Length == 0)
            ?? (constructors is [{ } only] ? only : null);
        if (constructor is null)
        {
            types.Report(runtimeType, "an input object needs one public constructor, or one without parameters");
            return;
        }

        List<PropertyInfo> properties = [.. ClrMembers.Properties(runtimeType)];
        ParameterInfo[] parameters = constructor.GetParameters();
        foreach (ParameterInfo parameter in parameters.Where(item => Find(properties, item) is null))
        {
            types.Report(runtimeType, $"no property gives the constructor's parameter `{parameter.Name}`");
            return;
        }

        properties.RemoveAll(property =>
            property.SetMethod is not { IsPublic: true } && !Array.Exists(parameters, item => Matches(property, item)));
        type.Fields = ClrMembers.Distinct(
            properties.Select(property => (CreateField(property, parameters), (MemberInfo)property)),
            field => field.Name, types);
        type.CreateInstance = Compile(constructor, properties, type);
    }

    private InputValue CreateField(PropertyInfo property, ParameterInfo[] parameters)
    {
        ParameterInfo? parameter = Array.Find(parameters, item => Matches(property, item));
        ICustomAttributeProvider attributes = parameter?.IsDefined(typeof(DefaultValueAttribute)) == true
            ? parameter
            : property;
        return new InputValueFactory(types).Create(
            Naming.OfMember(property),
            property.PropertyType,
            types.Nullability(property),
            attributes,
            property,
            types.Documentation.Describe(property),
            parameter is { HasDefaultValue: true } ? parameter.DefaultValue : null);
    }

    /// <summary>
    /// Compiles the making of an instance: parameters of the constructor first, then each other property that was
    /// given. A property that was left out keeps what the class gives it.
    /// </summary>
    private static Func<InputObject, object> Compile(
        ConstructorInfo constructor, List<PropertyInfo> properties, InputObjectType type)
    {
        ParameterExpression input = Expression.Parameter(typeof(InputObject), "input");
        ParameterExpression instance = Expression.Variable(constructor.DeclaringType!, "instance");
        ParameterInfo[] parameters = constructor.GetParameters();
        List<Expression> body =
        [
            Expression.Assign(instance, Expression.New(
                constructor, parameters.Select(item => Value(input, type, Find(properties, item)!)))),
        ];
        foreach (PropertyInfo property in properties
            .Where(item => !Array.Exists(parameters, other => Matches(item, other))))
        {
            body.Add(Expression.IfThen(
                Expression.Call(input, nameof(InputObject.IsGiven), null, Index(type, property)),
                Expression.Assign(Expression.Property(instance, property), Value(input, type, property))));
        }

        body.Add(Expression.Convert(instance, typeof(object)));
        return Expression.Lambda<Func<InputObject, object>>(Expression.Block([instance], body), input).Compile();
    }

    private static Expression Value(Expression input, InputObjectType type, PropertyInfo property)
        => ArgumentConversion.Convert(
            Expression.Property(input, "Item", Index(type, property)), property.PropertyType);

    private static ConstantExpression Index(InputObjectType type, PropertyInfo property)
        => Expression.Constant(Math.Max(type.Fields.IndexOf(Naming.OfMember(property)), 0));

    private static PropertyInfo? Find(List<PropertyInfo> properties, ParameterInfo parameter)
        => properties.Find(property => Matches(property, parameter));

    private static bool Matches(PropertyInfo property, ParameterInfo parameter)
        => property.PropertyType == parameter.ParameterType
            && string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase);
}
