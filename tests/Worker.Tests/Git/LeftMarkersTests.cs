using System.Text;
using Shouldly;
using Weft.Contracts;

namespace Weft.Worker.Tests.Git;

[Trait("Capability", "O3")]
public sealed class LeftMarkersTests
{
    [Theory]
    [InlineData("<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> b\n", 1)]
    [InlineData("a\n\n<<<<<<<\n=======\n>>>>>>>", 3)]
    [InlineData("a\r\n<<<<<<< x\r\n||||||| base\r\no\r\n=======\r\nt\r\n>>>>>>> y\r\n", 2)]
    [InlineData("<<<<<<< text\n<<<<<<< HEAD\n=======\n>>>>>>> b\n", 2)]
    public void the_whole_set_in_its_order_is_found_where_it_begins(string text, int line) => Find(text).ShouldBe(line);

    [Theory]
    [InlineData("")]
    [InlineData("Title\n=======\ntext\n")]
    [InlineData("<<<<<<< HEAD\ntheirs\n>>>>>>> b\n")]
    [InlineData("=======\n<<<<<<< HEAD\n>>>>>>> b\n")]
    [InlineData(">>>>>>> b\n=======\n<<<<<<< HEAD\n")]
    [InlineData(" <<<<<<< HEAD\n=======\n>>>>>>> b\n")]
    [InlineData("<<<<<<<< eight\n========\n>>>>>>>> eight\n")]
    public void anything_less_is_text(string text) => Find(text).ShouldBeNull();

    [Fact]
    public void a_set_that_a_side_has_is_the_files_own_and_another_beside_it_is_not()
    {
        const string Own = "<<<<<<< sample\n1\n=======\n2\n>>>>>>> sample\n";
        Find(Own + "both\n", Own + "ours\n").ShouldBeNull();
        Find(Own + "<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> b\n", Own + "ours\n").ShouldBe(6);
        Find("<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> b\n", "Title\n=======\n").ShouldBe(1);
    }

    private static int? Find(string text, params string[] sides) => LeftMarkers.FirstSet(Encoding.UTF8.GetBytes(text), sides.Select(Encoding.UTF8.GetBytes));
}
