using HotChocolate.Execution;
using HotChocolate.Language;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Validation;

/// <summary>Rules that an application adds.</summary>
public class ValidationRuleTests
{
    public class Query
    {
        public int A => 1;
    }

    public sealed class NoFragments : IDocumentValidatorRule
    {
        public ushort Priority => 5;

        public bool IsCacheable => true;

        public void Validate(IDocumentValidatorContext context, DocumentNode document)
        {
            foreach (FragmentDefinitionNode fragment in document.Definitions.OfType<FragmentDefinitionNode>())
            {
                context.ReportError(ErrorBuilder.New().SetMessage($"No {fragment.Name.Value}.").Build());
            }
        }
    }

    public sealed class First(string message) : IDocumentValidatorRule
    {
        public ushort Priority => 1;

        public bool IsCacheable => true;

        public void Validate(IDocumentValidatorContext context, DocumentNode document)
            => context.ReportError(ErrorBuilder.New().SetMessage(message).Build());
    }

    public sealed class ForOnce : IDocumentValidatorRule
    {
        public ushort Priority => 0;

        public bool IsCacheable => false;

        public void Validate(IDocumentValidatorContext context, DocumentNode document)
        {
        }
    }

    [Fact]
    public async Task Rules_OfTheApplication_AreAskedByPriorityAndRefuseDocuments()
    {
        IRequestExecutor executor = await new ServiceCollection().AddGraphQLServer().AddQueryType<Query>()
            .AddValidationRule<NoFragments>()
            .AddValidationRule((_, _) => new First("Nothing at all."))
            .BuildRequestExecutorAsync();

        IExecutionResult result = await executor.ExecuteAsync(
            OperationRequestBuilder.New().SetDocument("{ ...F } fragment F on Query { a }").Build());

        Assert.Equal(
            """{"errors":[{"message":"Nothing at all."},{"message":"No F."}]}""",
            result.ToJson(withIndentations: false));
    }

    public sealed class Fatal : IDocumentValidatorRule
    {
        public ushort Priority => 0;

        public bool IsCacheable => true;

        public void Validate(IDocumentValidatorContext context, DocumentNode document)
        {
            context.FatalErrorDetected = true;
            context.ReportError(ErrorBuilder.New().SetMessage("Stop.").Build());
        }
    }

    [Fact]
    public async Task Rule_ThatDetectsAFatalError_IsTheLastThatIsAsked()
    {
        IRequestExecutor executor = await new ServiceCollection().AddGraphQLServer().AddQueryType<Query>()
            .AddValidationRule<NoFragments>()
            .AddValidationRule<Fatal>()
            .BuildRequestExecutorAsync();

        IExecutionResult result = await executor.ExecuteAsync(
            OperationRequestBuilder.New().SetDocument("{ ...F nope } fragment F on Query { a }").Build());

        Assert.Equal("""{"errors":[{"message":"Stop."}]}""", result.ToJson(withIndentations: false));
    }

    [Fact]
    public async Task Rule_WhoseVerdictCannotBeKept_StopsTheStart()
        => await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await new ServiceCollection().AddGraphQLServer().AddQueryType<Query>()
                .AddValidationRule<ForOnce>().BuildRequestExecutorAsync());
}
