using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace HotChocolate.Types;

/// <summary>
/// The doc comments of C# code, from the XML file that the compiler puts beside an assembly. They are the schema's
/// descriptions unless <see cref="GraphQLDescriptionAttribute"/> gives one.
/// </summary>
internal sealed partial class XmlDocumentation
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> _files = [];

    /// <summary>The description of a type, property, method or enum member, or null.</summary>
    public string? Describe(MemberInfo member)
        => member.GetCustomAttribute<GraphQLDescriptionAttribute>()?.Description
            ?? Text(Find(member)?.Element("summary"))
            ?? (member is PropertyInfo property ? Parameter(property.DeclaringType!, property.Name) : null);

    /// <summary>The description of a method's or constructor's parameter, or null.</summary>
    public string? Describe(ParameterInfo parameter)
        => parameter.GetCustomAttribute<GraphQLDescriptionAttribute>()?.Description
            ?? Parameter(parameter.Member, parameter.Name!)
            ?? (parameter.Member is ConstructorInfo constructor
                ? Parameter(constructor.DeclaringType!, parameter.Name!)
                : null);

    private string? Parameter(MemberInfo owner, string name) => Text(Find(owner)?.Elements("param")
        .FirstOrDefault(element => element.Attribute("name")?.Value == name));

    private XElement? Find(MemberInfo member)
    {
        Assembly assembly = member.Module.Assembly;
        if (!_files.TryGetValue(assembly, out Dictionary<string, XElement>? file))
        {
            _files.Add(assembly, file = Read(assembly));
        }

        return file.GetValueOrDefault(Key(member));
    }

    /// <summary>The members of a file by their key. Overloads share one, and the first has it.</summary>
    private static Dictionary<string, XElement> Read(Assembly assembly)
    {
        Dictionary<string, XElement> members = [];
        string path = System.IO.Path.ChangeExtension(assembly.Location, ".xml");
        if (assembly.Location.Length == 0 || !File.Exists(path))
        {
            return members;
        }

        try
        {
            foreach (XElement element in XDocument.Load(path).Descendants("member"))
            {
                string key = element.Attribute("name")?.Value ?? string.Empty;
                members.TryAdd(key.Split('(', 2)[0], element);
            }
        }
        catch (Exception exception) when (exception is XmlException or IOException or UnauthorizedAccessException)
        {
            // Descriptions are no reason not to serve; what stands before the fault is used.
        }

        return members;
    }

    private static string Key(MemberInfo member)
    {
        if (member is Type type)
        {
            return "T:" + Name(type);
        }

        string prefix = member switch
        {
            PropertyInfo => "P:",
            FieldInfo => "F:",
            _ => "M:",
        };
        return $"{prefix}{Name(member.DeclaringType!)}.{member.Name.Replace('.', '#')}";
    }

    private static string Name(Type type)
        => ((type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name).Replace('+', '.');

    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        string text = WhiteSpace().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();
        return text.Length == 0 ? null : text;
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" or "code" } code => $"`{code.Value}`",
        XElement { IsEmpty: true } reference => ReferencedName(reference),
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => string.Empty,
    };

    /// <summary>E.g. <c>LeadScore</c> for a <c>cref</c> to <c>T:LeadGraph.Scoring.LeadScore</c>.</summary>
    private static string ReferencedName(XElement reference)
    {
        string? target = (reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword")
            ?? reference.Attribute("href"))?.Value;
        return target is null ? " "
            : target.Length > 2 && target[1] == ':' ? $"`{target.Split('(', 2)[0].Split('.')[^1]}`"
            : target;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
