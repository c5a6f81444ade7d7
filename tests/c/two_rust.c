/*
 * A program of two Rust libraries: libvncurl.a without a standard library, another one with it. Each
 * keeps its own; neither catches the other's panics or memory.
 */
#include <stdio.h>
#include <vncurl.h>

size_t other_rust(size_t number);

int main(void)
{
  struct vncurl_provider provider = {.struct_size = sizeof provider};
  int found = vncurl_provider_by_instance_id(vncurl_text("ins-1"), &provider) == VNCURL_STATUS_OK;
  size_t items = other_rust(3);
  printf("two rust: %.*s, %d\n", (int)provider.name.len, provider.name.ptr, (int)items);
  return !(found && items == 3);
}
