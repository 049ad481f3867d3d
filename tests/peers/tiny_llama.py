"""A real llama.cpp server, over a model of random weights that takes no space and no time.

    python tiny_llama.py PORT FOLDER

It needs `pip install xllamacpp gguf`, which brings llama.cpp with its HTTP server, in the interpreter that runs it.
The model has one token for each byte, so that any text can be said to it, and answers in random letters without end.
"""

import sys
import time
from pathlib import Path

import gguf
import numpy as np
import xllamacpp

WIDTH, HEADS, INNER, LAYERS, CONTEXT, LANES = 32, 2, 64, 1, 4_096, 4
TEMPLATE = (
    "{% for m in messages %}<s>{{ m.role }}\n{{ m.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}<s>assistant\n{% endif %}"
)
BYTES = [f"<0x{value:02X}>" for value in range(256)]
LETTERS = ["▁", *"etaoinshrdlu"]


def write_model(path: Path) -> None:
    """Write a GGUF file of the architecture `llama`, with the same weights each time."""
    tokens = ["<unk>", "<s>", "</s>", *BYTES, *LETTERS]
    kinds = gguf.TokenType
    random = np.random.default_rng(7)

    def weights(*shape: int) -> np.ndarray:
        return random.normal(0.0, 0.1, shape).astype(np.float32)

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("noise")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * (3 + len(BYTES)) + [-float(rank) for rank in range(len(LETTERS))])
    writer.add_token_types(
        [kinds.UNKNOWN, kinds.CONTROL, kinds.CONTROL, *[kinds.BYTE] * len(BYTES), *[kinds.NORMAL] * len(LETTERS)]
    )
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(TEMPLATE)
    seen, said = weights(len(tokens), WIDTH), weights(len(tokens), WIDTH)
    seen[:, 0] = 1.0  # the same for all, so that the first weight of what is said is how likely it is anyway
    said[: 3 + len(BYTES), 0] = -3.0
    writer.add_tensor("token_embd.weight", seen)
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    writer.add_tensor("output.weight", said)
    for layer in range(LAYERS):
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(WIDTH, np.float32))
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", weights(WIDTH, WIDTH))
        writer.add_tensor(f"blk.{layer}.ffn_gate.weight", weights(INNER, WIDTH))
        writer.add_tensor(f"blk.{layer}.ffn_up.weight", weights(INNER, WIDTH))
        writer.add_tensor(f"blk.{layer}.ffn_down.weight", weights(WIDTH, INNER))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main() -> None:
    """Serve until the process is ended."""
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    model = folder / "noise.gguf"
    write_model(model)
    settings = xllamacpp.CommonParams()
    settings.model.path = str(model)
    settings.hostnames, settings.port = ["127.0.0.1"], port
    settings.n_ctx, settings.n_parallel, settings.cpuparams.n_threads = CONTEXT * LANES, LANES, 1
    server = xllamacpp.Server(settings)
    while server:
        time.sleep(3600)


if __name__ == "__main__":
    main()
