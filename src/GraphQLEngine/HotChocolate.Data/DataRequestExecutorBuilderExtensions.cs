using HotChocolate.Data;
using HotChocolate.Execution.Configuration;
using HotChocolate.Types;
using HotChocolate.Types.Pagination;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What can be configured of filters, orders, projections and pages.</summary>
public static class DataRequestExecutorBuilderExtensions
{
    /// <summary>Lets fields be filtered by <see cref="UseFilteringAttribute"/>.</summary>
    public static IRequestExecutorBuilder AddFiltering(this IRequestExecutorBuilder builder)
        => builder.AddQueryContext();

    /// <summary>Lets fields be sorted by <see cref="UseSortingAttribute"/>.</summary>
    public static IRequestExecutorBuilder AddSorting(this IRequestExecutorBuilder builder)
        => builder.AddQueryContext();

    /// <summary>Lets resolvers take a <see cref="GreenDonut.Data.QueryContext{T}"/>.</summary>
    public static IRequestExecutorBuilder AddProjections(this IRequestExecutorBuilder builder)
        => builder.AddQueryContext();

    /// <summary>Changes how the fields marked <see cref="UsePagingAttribute"/> are paged.</summary>
    public static IRequestExecutorBuilder ModifyPagingOptions(
        this IRequestExecutorBuilder builder, Action<PagingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        PagingOptions? options = builder.Services
            .Select(service => service.ImplementationInstance).OfType<PagingOptions>().FirstOrDefault();
        if (options is null)
        {
            options = new PagingOptions();
            builder.Services.AddSingleton(options);
        }

        configure(options);
        return builder;
    }

    private static IRequestExecutorBuilder AddQueryContext(this IRequestExecutorBuilder builder)
        => builder.Configure(setup =>
        {
            ParameterBinder binder = QueryContextParameter.Bind;
            if (!setup.Schema.ParameterBinders.Contains(binder))
            {
                setup.Schema.ParameterBinders.Add(binder);
            }
        });
}
