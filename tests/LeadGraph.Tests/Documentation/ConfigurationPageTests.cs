using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using LeadGraph.GraphQL;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Documentation;

/// <summary>docs/configuration.md lists every setting with its default and range, and no other.</summary>
public partial class ConfigurationPageTests
{
    private static readonly Dictionary<string, string[]> Rows = new Page("docs/configuration.md").CodeRows
        .ToDictionary(cells => cells[0].Trim('`'));

    private static readonly Dictionary<string, object?> Settings = typeof(LeadGraphSetup).Assembly.GetTypes()
        .Where(type => SectionOf(type) is not null && type.GetConstructor(Type.EmptyTypes) is not null)
        .SelectMany(type => SettingsOf(SectionOf(type)!, Activator.CreateInstance(type)!))
        .ToDictionary(setting => setting.Name, setting => setting.Default);

    [Fact]
    public void Page_ComparedWithTheOptionsClasses_ListsEverySetting()
    {
        Assert.True(Settings.Count > 60, $"Only {Settings.Count} settings were found.");
        Assert.Empty(Settings.Keys.Except(Rows.Keys));
    }

    [Fact]
    public void Page_ComparedWithTheOptionsClasses_ListsNoUnknownSetting()
    {
        // These are read by their names, without an options class.
        string[] others = ["Urls", "ConnectionStrings:LeadGraph", TrustedDocuments.Setting,
            $"{TrustedDocuments.Setting}:{nameof(TrustedDocuments.Folder)}",
            $"{TrustedDocuments.Setting}:{nameof(TrustedDocuments.Only)}"];

        Assert.Empty(Rows.Keys.Except(Settings.Keys).Except(others));
    }

    [Fact]
    public void Defaults_ComparedWithTheOptionsClasses_AreTheSame()
        => Assert.Equal(
            Settings.Select(setting => $"{setting.Key} {Text(setting.Value)}").Order(),
            Rows.Where(row => Settings.ContainsKey(row.Key)).Select(row => $"{row.Key} {row.Value[1]}").Order());

    [Fact]
    public void LimitsPage_ComparedWithTheOptionsClasses_HasEveryLimitWithItsDefault()
    {
        const string section = "LeadGraph:Limits:";
        var told = new Page("docs/limits.md").CodeRows.ToDictionary(
            cells => section + FirstCode().Match(cells[0]).Groups[1].Value, cells => $"`{cells[1].Trim('`')}`");

        Assert.Equal(
            Settings.Where(setting => setting.Key.StartsWith(section, StringComparison.Ordinal))
                .Select(setting => $"{setting.Key} {Text(setting.Value)}").Order(),
            told.Select(row => $"{row.Key} {row.Value}").Order());
    }

    [Fact]
    public void Ranges_ComparedWithWhatTheStartSays_AreTheSame()
    {
        (string Setting, string Least, string Most)[] ranges =
        [
            .. from row in Rows
               let range = Range().Match(row.Value[2])
               where range.Success
               select (row.Key, range.Groups["least"].Value, range.Groups["most"].Value)
        ];
        string[] failures = [.. ranges.GroupBy(range => string.Join(':', range.Setting.Split(':').Take(2)))
            .SelectMany(section => FailuresOfStarting(section.Select(range => range.Setting)))];

        Assert.True(ranges.Length > 40, $"Only {ranges.Length} ranges were found.");
        Assert.All(ranges, range => Assert.Contains(failures, failure
            => failure.StartsWith($"{range.Setting} is ", StringComparison.Ordinal)
                && Bounds().Matches(ZerosAtTheEnd().Replace(failure, "$1")).Select(bound => bound.Value)
                    .ToHashSet().IsSupersetOf([range.Least, range.Most])));
    }

    // What the start says of settings that are all far above their ranges.
    private static IEnumerable<string> FailuresOfStarting(IEnumerable<string> settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([new("LeadGraph:Auth:Mode", "Jwt")]);
        foreach (string setting in settings)
        {
            builder.Configuration[setting] = Settings[setting] is int ? "2000000000" : "10000.00:00:00";
        }

        Exception failure = Assert.ThrowsAny<Exception>(() =>
        {
            using WebApplication app = builder.AddLeadGraph().Build();
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        });
        IEnumerable<Exception> all = failure is AggregateException several ? several.InnerExceptions : [failure];
        return all.Cast<OptionsValidationException>().SelectMany(one => one.Failures);
    }

    private static string? SectionOf(Type type)
        => type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string;

    private static IEnumerable<(string Name, object? Default)> SettingsOf(string section, object options)
    {
        if (options is IDictionary)
        {
            object item = Activator.CreateInstance(options.GetType().BaseType!.GenericTypeArguments[1])!;
            foreach (var inner in SettingsOf($"{section}:<name>", item))
            {
                yield return inner;
            }

            yield break;
        }

        foreach (PropertyInfo property in options.GetType().GetProperties().Where(property => property.CanWrite))
        {
            string name = $"{section}:{property.Name}";
            object? value = property.GetValue(options);
            Type type = property.PropertyType;
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
            {
                object item = Activator.CreateInstance(type.GenericTypeArguments[1])!;
                foreach (var inner in SettingsOf($"{name}:<name>", item))
                {
                    yield return inner;
                }
            }
            else if (type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)))
            {
                Assert.Empty((IEnumerable)value!);
                yield return ($"{name}:0", null);
            }
            else if (type.Assembly == typeof(LeadGraphSetup).Assembly && !type.IsEnum)
            {
                foreach (var inner in SettingsOf(name, value!))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return (name, value);
            }
        }
    }

    private static string Text(object? value)
    {
        string folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return value switch
        {
            null or "" => "not set",
            bool yes => yes ? "`true`" : "`false`",
            TimeSpan time => $"`{ZerosAtTheEnd().Replace(time.ToString("c"), "$1")}`",
            string text => $"`{text.Replace(folder.Length > 0 ? folder : Path.GetTempPath().TrimEnd('/'), "…")}`",
            _ => string.Create(CultureInfo.InvariantCulture, $"`{value}`")
        };
    }

    [GeneratedRegex("^`(?<least>[^`]+)` to `(?<most>[^`]+)`$")]
    private static partial Regex Range();

    [GeneratedRegex("^`([^`]+)`")]
    private static partial Regex FirstCode();

    [GeneratedRegex(@"[\w.:]*\w")]
    private static partial Regex Bounds();

    [GeneratedRegex(@"(\.\d*[1-9])0+(?!\d)")]
    private static partial Regex ZerosAtTheEnd();
}
